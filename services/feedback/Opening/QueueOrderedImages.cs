using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Opening;

/// <summary>Queues images for rating after the images to rate were chosen.</summary>
public sealed class QueueOrderedImages(OpenSet sets) : IJobHandler<ImagesOrdered>
{
    /// <inheritdoc/>
    public Task<JobOutcome> RunAsync(ImagesOrdered input, JobContext context, CancellationToken cancel) =>
        sets.RunAsync(
            new SetToOpen(input.RoundId, input.PlanKey, ImagePurpose.Training, input.ImagesKey, input.OrderKey),
            context,
            cancel);
}
