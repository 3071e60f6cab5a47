using Microsoft.Extensions.Options;
using PathAlign.Files;
using PathAlign.Messaging.Settings;
using PathAlign.Models.Compute;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;

namespace PathAlign.Hosting.Composition;

/// <summary>Composes the host: the parts that differ from the embedded mode.</summary>
internal static class HostComposition
{
    internal static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<HttpOptions>(HttpOptions.Section);
        Edge.AddTo(builder.Services);
        builder.WebHost.UseUrls(
            builder.Configuration[$"{HttpOptions.Section}:{nameof(HttpOptions.Urls)}"] ?? new HttpOptions().Urls);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            var http = kestrel.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value;
            if (http.CertificateFile.Length == 0) return;
            var serving = new ServingCertificate(http.CertificateFile, http.CertificateKeyFile, TimeProvider.System);
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificateSelector = (_, _) => serving.Current());
        });
    }

    internal static void AddCompute(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<ComputeOptions>(ComputeOptions.Section);
        const string Key = $"{ComputeOptions.Section}:{nameof(ComputeOptions.Device)}";
        // before the first tensor is created
        ComputeDevice.Use(builder.Configuration[Key] ?? ComputeDevice.Default, Key);
    }

    internal static void AddStores(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<StorageOptions>(StorageOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsRules>();
        var (chosen, settings) = (builder.Configuration.GetSection(StorageOptions.Section), builder.Configuration);
        try
        {
            if (chosen[nameof(StorageOptions.Documents)] == "mongo")
                builder.Services.AddMongoDocuments(settings.GetSection(MongoOptions.Section));
            else
                builder.Services.AddSingleton<IDocumentStore>(
                    services => new SqliteDocumentStore(Options(services).SqlitePath));
            if (chosen[nameof(StorageOptions.Objects)] == "s3")
                builder.Services.AddS3Objects(settings.GetSection(S3Options.Section));
            else
                builder.Services.AddSingleton<IObjectStore>(
                    services => new FileObjectStore(Options(services).FilesPath));
            builder.Services.AddReplacedObjects();
        }
        // these sections are checked when they are read
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new InvalidInputException("settings", StorageOptions.Section, error.Message);
        }
    }

    private static StorageOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<StorageOptions>>().Value;
}
