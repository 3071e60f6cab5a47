using Microsoft.Extensions.Diagnostics.HealthChecks;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;

namespace PathAlign.Feedback;

/// <summary>Whether both stores answer. Stores on a server have separate checks.</summary>
internal sealed class StoreHealth(IDocumentStore documents, IObjectStore objects) : IHealthCheck
{
    private static readonly string NoObject = $"manifests/00/{new string('0', 64)}.json";

    // An exception is reported as unhealthy by the framework, with its message.
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (documents is not IServedStore)
            await documents.GetAsync(AccessCollections.Raters.Name, "nobody", cancellationToken);
        if (!objects.IsServed) await objects.ExistsAsync(NoObject, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
