using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Hosting.Composition;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>A service that serves https itself, as behind an ingress that encrypts.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Certificate => _folder.At("tls.crt");

    private string Key => _folder.At("tls.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_certificate_of_the_settings_serves_https()
    {
        var made = Write("first");
        await using var app = await StartAsync();
        X509Certificate2? seen = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    seen = new X509Certificate2(certificate!);
                    return true;
                },
            },
        };
        using var http = new HttpClient(handler);

        Assert.Equal("served", await http.GetStringAsync(app.Urls.Single()));
        Assert.Equal(made, seen!.Thumbprint);
    }

    [Fact]
    public void A_renewed_certificate_is_used_within_a_minute_and_a_broken_one_never()
    {
        var clock = new TestClock();
        var (first, serving) = (Write("first"), new ServingCertificate(Certificate, Key, clock));
        Assert.Equal(first, serving.Current().Thumbprint);

        var second = Write("second");
        Assert.Equal(first, serving.Current().Thumbprint);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(second, serving.Current().Thumbprint);

        File.WriteAllText(Certificate, "half");
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(second, serving.Current().Thumbprint);
    }

    [Fact]
    public async Task A_certificate_without_a_key_stops_the_process()
    {
        Write("first");
        File.Delete(Key);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);

        Assert.Contains("Http:CertificateKeyFile: expected a PEM file, found nothing at", error.Message);
    }

    private string Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, made.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        return made.Thumbprint;
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = HostSettings.CreateBuilder(null);
        builder.Configuration["Http:CertificateFile"] = Certificate;
        builder.Configuration["Http:CertificateKeyFile"] = Key;
        builder.Logging.ClearProviders();
        builder.AddHttp();
        builder.WebHost.UseUrls("https://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => "served");
        await app.StartAsync();
        return app;
    }
}
