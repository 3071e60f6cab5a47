using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Opening;

/// <summary>Puts generated images up for rating, unless it is still to be settled which of them.</summary>
public sealed class QueueImages(OpenSet sets) : IJobHandler<ImagesGenerated>
{
    /// <inheritdoc/>
    public bool Accepts(ImagesGenerated input) => !input.ToOrder;

    /// <inheritdoc/>
    public Task<JobOutcome> RunAsync(ImagesGenerated input, JobContext context, CancellationToken cancel) =>
        sets.RunAsync(new SetToOpen(input.RoundId, input.PlanKey, input.Purpose, input.ImagesKey), context, cancel);
}
