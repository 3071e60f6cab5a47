using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PathAlign.Storage;

/// <summary>Whether a store's server answers.</summary>
internal sealed class StoreHealth<TStore>(TStore store) : IHealthCheck where TStore : IServedStore
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.PingAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is StoreUnavailableException or StoreRefusedException)
        {
            return HealthCheckResult.Unhealthy(error.Message);   // without a stack trace: probes run every few seconds
        }
    }
}
