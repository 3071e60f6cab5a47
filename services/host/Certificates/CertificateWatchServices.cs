using Microsoft.Extensions.Options;
using PathAlign.Hosting.Composition;

namespace PathAlign.Hosting.Certificates;

/// <summary>Registers the measurement of certificates.</summary>
internal static class CertificateWatchServices
{
    internal static void AddCertificateWatch(this IServiceCollection services, string service) =>
        services.AddHostedService(s => new CertificateWatch(
            service,
            s.GetRequiredService<IOptions<HttpOptions>>().Value.CertificateFile,
            TlsServers.Of(s),
            s.GetRequiredService<ILogger<CertificateWatch>>()));
}
