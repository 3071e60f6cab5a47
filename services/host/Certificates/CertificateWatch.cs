using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Hosting.Certificates;

/// <summary>
/// Measures when the certificates of the servers that this process reaches expire, and its own. It looks every hour,
/// and every minute while one did not answer. A server that does not answer keeps its last value.
/// </summary>
internal sealed partial class CertificateWatch : BackgroundService
{
    internal const string Instrument = "pathalign.certificate.expires";
    private static readonly TimeSpan _every = TimeSpan.FromHours(1), _again = TimeSpan.FromMinutes(1),
        _patience = TimeSpan.FromSeconds(10);
    private readonly Meter _meter = new(RoundMetrics.MeterName);
    private readonly ConcurrentDictionary<(string Name, string Host, int Port), long> _expires = [];
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
            var all = true;
            foreach (var server in _servers) all &= await LookAsync(server, stoppingToken);
            if (_ownFile.Length > 0) ReadOwn();
            await Task.Delay(all ? _every : _again, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> LookAsync(TlsServer server, CancellationToken stop)
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
            return true;
        }
        catch (Exception error)
        {
            // a process that stops ends the look itself
            if (!stop.IsCancellationRequested)
                NoCertificateSeen(server.Name, server.Host, server.Port, error.Message);
            return false;
        }

        // Also one that no authority signed, or that has ended: nothing is sent over this connection.
        bool Seen(X509Certificate? certificate)
        {
            if (certificate is null) return false;
            using var seen = new X509Certificate2(certificate);
            Remember((server.Name, server.Host, server.Port), seen);
            return true;
        }
    }

    private void ReadOwn()
    {
        try
        {
            using var own = X509CertificateLoader.LoadCertificateFromFile(_ownFile);
            Remember((_service, "", 0), own);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // half of a renewal is written
            OwnCertificateUnread(_ownFile, error.Message);
        }
    }

    private void Remember((string Name, string Host, int Port) server, X509Certificate2 certificate) =>
        _expires[server] = new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();

    // One value for each name: of several servers for one purpose, the first to expire counts.
    private IEnumerable<Measurement<long>> Measure() => _expires.GroupBy(seen => seen.Key.Name).Select(
        seen => new Measurement<long>(
            seen.Min(s => s.Value), new KeyValuePair<string, object?>("server", seen.Key)));

    [
        LoggerMessage(
            EventName = "NoCertificateSeen",
            Level = LogLevel.Warning,
            Message = "No certificate seen of {Server} at {Host}:{Port}; it will be tried again: {Reason}")
    ]
    private partial void NoCertificateSeen(string server, string host, int port, string reason);

    [
        LoggerMessage(
            EventName = "OwnCertificateUnread",
            Level = LogLevel.Warning,
            Message = "The certificate {File} cannot be read; it will be tried again: {Reason}")
    ]
    private partial void OwnCertificateUnread(string file, string reason);
}
