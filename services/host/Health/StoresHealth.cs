using Microsoft.Extensions.Diagnostics.HealthChecks;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Objects;

namespace PathAlign.Hosting.Health;

/// <summary>Whether both stores answer.</summary>
internal sealed class StoresHealth(JobStore jobs, IObjectStore objects) : IHealthCheck
{
    private static readonly string _noObject = ObjectKey.Of("manifests", "json", new byte[32]);

    // The framework reports an exception as unhealthy, with its message.
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await jobs.GetAsync("nothing", cancellationToken);
        await objects.ExistsAsync(_noObject, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
