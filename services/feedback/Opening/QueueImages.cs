using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Opening;

/// <summary>Queues generated images for rating, unless the images to rate are still to be chosen.</summary>
public sealed class QueueImages(OpenSet sets) : IJobHandler<ImagesGenerated>
{
    /// <inheritdoc/>
    public bool Accepts(ImagesGenerated input) => !input.ToOrder;

    /// <inheritdoc/>
    public Task<JobOutcome> RunAsync(ImagesGenerated input, JobContext context, CancellationToken cancel) =>
        sets.RunAsync(new SetToOpen(input.RoundId, input.PlanKey, input.Purpose, input.ImagesKey), context, cancel);
}
