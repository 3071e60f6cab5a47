using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>
/// The broker over TLS, on a real one. The five services of the local cluster use it that way in every other test.
/// </summary>
[Collection(nameof(LocalCluster))]
[Server]
public sealed class BrokerTlsTests(LocalCluster cluster) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync() => await cluster.UpAsync("broker");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_event_goes_over_an_encrypted_connection_to_a_broker_whose_authority_is_known()
    {
        var heard = new ConcurrentQueue<string>();
        await using var client = await HearingConsumer.StartAsync(
            cluster.EncryptedBroker, "encrypted", heard, ("Tls", "true"), ("TlsAuthority", cluster.BrokerAuthority));

        await client.PublishAsync(HearingConsumer.Rejected("r1"));

        await Eventually.TrueAsync(() => heard.Contains("r1"));
    }

    [Theory]
    [InlineData("an authority of another")]
    [InlineData("the authorities of the system")]
    [InlineData("another name")]
    public async Task A_broker_whose_certificate_does_not_vouch_for_it_is_not_spoken_to(string expected)
    {
        var authority = expected == "an authority of another"
            ? Stranger()
            : expected == "another name"
            ? cluster.BrokerAuthority
            : "";

        await using var client = await BusClient.BeginAsync(cluster.EncryptedBroker, [], null,
            ("Tls", "true"), ("TlsAuthority", authority), (
                "TlsServerName", expected == "another name" ? "broker.elsewhere.example" : ""));

        var health = await Eventually.SeeAsync(
            () => Task.FromResult(client.Health is { Exception: not null } told ? Tuple.Create(told) : null),
            "a reason");
        Assert.Equal(BusHealthStatus.Unhealthy, health.Item1.Status);
        Assert.Contains("remote certificate", $"{health.Item1.Exception}");
    }

    private string Stranger()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=another", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder.At("another.pem"), certificate.ExportCertificatePem());
        return _folder.At("another.pem");
    }
}
