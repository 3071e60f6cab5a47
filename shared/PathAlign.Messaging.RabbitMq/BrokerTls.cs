using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using RabbitMQ.Client;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>
/// An encrypted connection to a broker. Its certificate is checked against the system's authorities, or only against
/// the authority named in the settings.
/// </summary>
internal static class BrokerTls
{
    internal static void Use(IRabbitMqHostConfigurator host, BusOptions options) => host.UseSsl(ssl =>
    {
        ssl.Protocol = SslProtocols.None;   // the system's choice: TLS 1.2 and later
        ssl.ServerName = options.ServerName;
        // By default, MassTransit accepts a certificate that no known authority signed.
        ssl.EnforcePolicyErrors(
            SslPolicyErrors.RemoteCertificateChainErrors
                | SslPolicyErrors.RemoteCertificateNameMismatch
                | SslPolicyErrors.RemoteCertificateNotAvailable);
        ssl.CertificateValidationCallback = Check(options);
    });

    /// <summary>The same for a connection without MassTransit.</summary>
    internal static SslOption Options(BusOptions options) => new()
    {
        Enabled = true,
        ServerName = options.ServerName,
        CertificateValidationCallback = Check(options),
    };

    private static RemoteCertificateValidationCallback Check(BusOptions options)
    {
        var authority = new X509Certificate2Collection();
        if (options.TlsAuthority.Length > 0) authority.ImportFromPemFile(options.TlsAuthority);
        return (_, certificate, _, errors) => authority.Count == 0
            ? errors == SslPolicyErrors.None
            : IsSignedBy(authority, certificate, errors);
    }

    private static bool IsSignedBy(
        X509Certificate2Collection authority, X509Certificate? certificate, SslPolicyErrors errors)
    {
        // The chain is built again below; a missing certificate or a wrong name is never accepted.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        return chain.Build(new X509Certificate2(certificate));
    }
}
