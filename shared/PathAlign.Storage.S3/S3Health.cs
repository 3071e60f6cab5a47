using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PathAlign.Storage.S3;

/// <summary>Whether the bucket can be reached.</summary>
internal sealed class S3Health(S3ObjectStore store) : IHealthCheck
{
    // An exception is reported as unhealthy by the framework, with its message.
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await store.PingAsync(cancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy();
    }
}
