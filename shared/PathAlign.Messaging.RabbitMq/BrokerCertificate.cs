using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>Measures when the broker's certificate, as last seen, expires.</summary>
internal static class BrokerCertificate
{
    private static readonly Meter _meter = new(RoundMetrics.MeterName);
    private static long _expires;

    static BrokerCertificate() => _meter.CreateObservableGauge(
        "pathalign.certificate.expires", Expires, "s", "When a server's certificate expires, as Unix time.");

    internal static void Seen(X509Certificate certificate) => Volatile.Write(
        ref _expires, new DateTimeOffset(new X509Certificate2(certificate).NotAfter).ToUnixTimeSeconds());

    private static IEnumerable<Measurement<long>> Expires() => Volatile.Read(ref _expires) is > 0 and var expires
        ? [new(expires, new KeyValuePair<string, object?>("server", "broker"))]
        : [];
}
