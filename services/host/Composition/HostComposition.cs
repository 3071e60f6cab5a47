using Microsoft.Extensions.Options;
using PathAlign.Messaging.Settings;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Host.Composition;

/// <summary>What differs from the embedded mode.</summary>
internal static class HostComposition
{
    internal static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<HttpOptions>(HttpOptions.Section);
        builder.WebHost.UseUrls(builder.Configuration[$"{HttpOptions.Section}:{nameof(HttpOptions.Urls)}"] ?? new HttpOptions().Urls);
    }

    internal static void AddStores(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<StorageOptions>(StorageOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsRules>();
        builder.Services.AddSingleton<IDocumentStore>(services => new SqliteDocumentStore(Options(services).SqlitePath));
        builder.Services.AddSingleton<IObjectStore>(services => new FileObjectStore(Options(services).FilesPath));
    }

    private static StorageOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<StorageOptions>>().Value;
}
