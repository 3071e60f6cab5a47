using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

[Server]
public class S3ServicesTests(StoreServers servers)
{
    private static readonly S3Options Fitting = new()
    {
        Endpoint = "https://s3.example.com",
        AccessKey = "app",
        SecretKey = "h0rse",
    };

    [Fact]
    public async Task Objects_their_health_check_and_the_bucket_come_from_the_options()
    {
        using var folder = new TemporaryFolder();
        var options = await servers.S3Async(folder.Path);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddS3Objects(options);
        using var host = builder.Build();
        var health = host.Services.GetRequiredService<HealthCheckService>();

        var before = await health.CheckHealthAsync(TestContext.Current.CancellationToken);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.SeeAsync(
            async () => (await health.CheckHealthAsync()).Status == HealthStatus.Healthy ? "healthy" : null);
        var key = await host.Services.GetRequiredService<IObjectStore>()
            .PutAsync("images", "png", new byte[] { 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, before.Entries["objects"].Status);
        Assert.Contains(
            key,
            host.Services.GetRequiredService<IPresignedReads>().ReadAddress(key, TimeSpan.FromMinutes(1)).AbsoluteUri);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Settings_come_from_a_section_and_an_unknown_one_is_refused()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["S3:Endpoint"] = "https://s3.example.com",
                ["S3:AccessKey"] = "app",
                ["S3:SecretKey"] = "h0rse"
            }).Build();

        new ServiceCollection().AddS3Objects(settings.GetSection(S3Options.Section));
        settings["S3:Secret"] = "x";

        Assert.Throws<InvalidOperationException>(
            () => new ServiceCollection().AddS3Objects(settings.GetSection(S3Options.Section)));
    }

    public static TheoryData<string, S3Options> Unfit => new()
    {
        { "Endpoint", Fitting with { Endpoint = "" } },
        { "Endpoint", Fitting with { Endpoint = "s3.example.com" } },
        { "Endpoint", Fitting with { Endpoint = "ftp://s3.example.com" } },
        { "Endpoint", Fitting with { Endpoint = "https://s3.example.com/bucket" } },
        { "Endpoint", Fitting with { Endpoint = "https://a:b@s3.example.com" } },
        { "PublicEndpoint", Fitting with { PublicEndpoint = "tiles" } },
        { "Bucket", Fitting with { Bucket = "Bucket" } },
        { "Bucket", Fitting with { Bucket = "a/b" } },
        { "AccessKey", Fitting with { AccessKey = "" } },
        { "SecretKey", Fitting with { SecretKey = "" } },
        { "SecretKey", Fitting with { SecretKey = "minioadmin" } },
        { "PartMegabytes", Fitting with { PartMegabytes = 4 } },
        { "TimeoutSeconds", Fitting with { TimeoutSeconds = 0 } },
        { "MaxAttempts", Fitting with { MaxAttempts = 0 } },
        { "CacheGigabytes", Fitting with { CacheGigabytes = -1 } },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_setting_that_is_missing_or_impossible_is_named_and_the_secret_is_not(string key, S3Options options)
    {
        var error = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddS3Objects(options));

        Assert.Contains(key, error.Message);
        Assert.DoesNotContain("h0rse", error.Message + options);
    }
}
