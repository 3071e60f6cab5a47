using Microsoft.Extensions.Hosting;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>Creates the service's collections before it takes requests.</summary>
internal sealed class EnsureCollections(FeedbackCollections store, SchemaVersion schema) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await schema.OpenAsync(cancellationToken);
        await store.EnsureAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
