using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PathAlign.Hosting.Health;

/// <summary>Live: the process runs. Ready: broker, documents and objects answer.</summary>
internal static class HealthRoutes
{
    private const string Ready = "ready";   // the bus has this tag too
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    internal static IServiceCollection AddStoresHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<StoresHealth>("stores", tags: [Ready], timeout: _limit);
        return services;
    }

    internal static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            // a bus that still connects to its broker
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
        });
    }
}
