using Microsoft.Extensions.Hosting;

namespace PathAlign.Feedback.Records;

/// <summary>Creates the service's collections before it takes requests.</summary>
internal sealed class EnsureCollections(FeedbackCollections store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.EnsureAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
