using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PathAlign.Storage.S3;

/// <summary>Whether the bucket can be reached.</summary>
internal sealed class S3Health(S3ObjectStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.PingAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is StoreUnavailableException or StoreRefusedException)
        {
            return HealthCheckResult.Unhealthy(error.Message);   // without its trace: a probe asks every few seconds
        }
    }
}
