using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Hosting.Certificates;

/// <summary>
/// Measures when the certificates of the servers that this process reaches expire, and its own. It looks every hour. A
/// server that does not answer keeps its last value.
/// </summary>
internal sealed partial class CertificateWatch : BackgroundService
{
    internal const string Instrument = "pathalign.certificate.expires";
    private static readonly TimeSpan _every = TimeSpan.FromHours(1), _patience = TimeSpan.FromSeconds(10);
    private readonly Meter _meter = new(RoundMetrics.MeterName);
    private readonly ConcurrentDictionary<(string Name, string Host), long> _expires = [];
    private readonly IReadOnlyList<TlsServer> _servers;
    private readonly string _service, _ownFile;
    private readonly ILogger<CertificateWatch> _log;

    /// <param name="service">The name of this process's own certificate.</param>
    /// <param name="ownFile">The PEM file with it; empty for none.</param>
    /// <param name="servers">The servers.</param>
    /// <param name="log">For servers that do not answer.</param>
    internal CertificateWatch(
        string service, string ownFile, IReadOnlyList<TlsServer> servers, ILogger<CertificateWatch> log)
    {
        (_service, _ownFile, _servers, _log) = (service, ownFile, servers, log);
        _meter.CreateObservableGauge(Instrument, Measure, "s", "When a server's certificate expires, as Unix time.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var server in _servers) await LookAsync(server, stoppingToken);
            if (_ownFile.Length > 0) ReadOwn();
            await Task.Delay(_every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(TlsServer server, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_patience);
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(server.Host, server.Port, limit.Token);
            await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => Seen(certificate));
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = server.ServerName }, limit.Token);
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            NoCertificateSeen(server.Name, server.Host, server.Port, error.Message);
        }
        catch (OperationCanceledException)
        {
            // the process stops
        }

        // Also one that no authority signed, or that has ended: nothing is sent over this connection.
        bool Seen(X509Certificate? certificate)
        {
            if (certificate is not null) Remember(server.Name, server.Host, new X509Certificate2(certificate));
            return certificate is not null;
        }
    }

    private void ReadOwn()
    {
        try
        {
            using var own = X509CertificateLoader.LoadCertificateFromFile(_ownFile);
            Remember(_service, "", own);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // half of a renewal is written
            OwnCertificateUnread(_ownFile, error.Message);
        }
    }

    private void Remember(string name, string host, X509Certificate2 certificate) =>
        _expires[(name, host)] = new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();

    // One value for each name: of several servers for one purpose, the first to expire counts.
    private IEnumerable<Measurement<long>> Measure() => _expires.GroupBy(seen => seen.Key.Name).Select(
        seen => new Measurement<long>(
            seen.Min(s => s.Value), new KeyValuePair<string, object?>("server", seen.Key)));

    [
        LoggerMessage(
            EventName = "NoCertificateSeen",
            Level = LogLevel.Warning,
            Message = "No certificate seen of {Server} at {Host}:{Port}; trying again in an hour: {Reason}")
    ]
    private partial void NoCertificateSeen(string server, string host, int port, string reason);

    [
        LoggerMessage(
            EventName = "OwnCertificateUnread",
            Level = LogLevel.Warning,
            Message = "The certificate {File} cannot be read; trying again in an hour: {Reason}")
    ]
    private partial void OwnCertificateUnread(string file, string reason);
}
