using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PathAlign.Storage.Mongo;

/// <summary>Whether the database answers.</summary>
internal sealed class MongoHealth(MongoDocumentStore store) : IHealthCheck
{
    // An exception is reported as unhealthy by the framework, with its message.
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await store.PingAsync(cancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy();
    }
}
