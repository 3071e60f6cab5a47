using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PathAlign.Storage.Mongo;

/// <summary>Whether the database answers.</summary>
internal sealed class MongoHealth(MongoDocumentStore store) : IHealthCheck
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
