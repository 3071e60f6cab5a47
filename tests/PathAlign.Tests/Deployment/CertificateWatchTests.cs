using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PathAlign.Hosting.Certificates;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging.RabbitMq;
using PathAlign.Telemetry;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>The alert before a certificate expires needs a measurement of every server.</summary>
public sealed class CertificateWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_certificates_of_all_servers_and_its_own_are_measured_also_expired_ones()
    {
        using var soon = Make(days: 3);
        using var over = Make(days: -1);
        using var later = Make(days: 90);
        using var first = new Server(soon);
        using var second = new Server(later);
        using var third = new Server(over);
        var own = _folder.At("tls.crt");
        File.WriteAllText(own, later.ExportCertificatePem());
        using var seen = new Seen();
        using var watch = new CertificateWatch(
            "feedback",
            own,
            [
                new("database", "127.0.0.1", second.Port, "first-member"),
                new("database", "localhost", first.Port, "second-member"),
                new("objects", "127.0.0.1", third.Port, "objects"),
                new("broker", "127.0.0.1", ClosedPort(), "broker"),
            ],
            NullLogger<CertificateWatch>.Instance);

        await watch.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync(() => seen.Read().Count == 3);
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["database"] = Ends(soon),
                ["objects"] = Ends(over),
                ["feedback"] = Ends(later),
            },
            seen.Read());
        await watch.StopAsync(CancellationToken.None);
        await Task.WhenAll(first.Served, second.Served, third.Served);   // to which it sent nothing
    }

    [Fact]
    public void The_servers_come_from_the_settings_of_the_process()
    {
        var services = Services(
            new() { Documents = "mongo", Objects = "s3" },
            new() { Host = "broker", Tls = true },
            "https://collector:4318",
            "mongodb://u:p@one,two:27018/?tls=true",
            "https://objects:9000");

        Assert.Equal(
            [
                new("broker", "broker", 5671, "broker"),
                new("database", "one", 27017, "one"),
                new("database", "two", 27018, "two"),
                new("objects", "objects", 9000, "objects"),
                new("collector", "collector", 4318, "collector"),
            ],
            TlsServers.Of(services));
    }

    [Fact]
    public void Servers_without_TLS_have_no_certificate()
    {
        var services = Services(
            new() { Documents = "mongo", Objects = "s3" },
            new(),
            "http://collector:4318",
            "mongodb://127.0.0.1/",
            "http://127.0.0.1:9000");

        Assert.Empty(TlsServers.Of(services));
    }

    private static ServiceProvider Services(
        StorageOptions storage, BusOptions bus, string collector, string database, string objects) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Mongo:ConnectionString"] = database,
                    ["S3:Endpoint"] = objects,
                }).Build())
            .AddSingleton(Options.Create(storage))
            .AddSingleton(Options.Create(bus))
            .AddSingleton(Options.Create(new TelemetryOptions { Endpoint = collector }))
            .BuildServiceProvider();

    private static long Ends(X509Certificate2 certificate) =>
        new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();

    private static X509Certificate2 Make(int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=someone", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(days));
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        internal Server(X509Certificate2 certificate)
        {
            _listener.Start();
            Served = ServeAsync(certificate);
        }

        internal Task Served { get; }

        internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(X509Certificate2 certificate)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            Assert.Equal(0, await tls.ReadAsync(new byte[1]));
        }
    }

    private sealed class Seen : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, long> _values = [];

        internal Seen()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == CertificateWatch.Instrument) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>(
                (_, value, tags, _) => _values[(string)tags[0].Value!] = value);
            _listener.Start();
        }

        public void Dispose() => _listener.Dispose();

        internal Dictionary<string, long> Read()
        {
            _listener.RecordObservableInstruments();
            return new(_values);
        }
    }
}
