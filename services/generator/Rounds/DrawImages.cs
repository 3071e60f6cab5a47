using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Draws the images of a round that raters see: first the training images, then those of the comparison.
/// </summary>
public sealed class DrawImages(
    IObjectStore objects,
    RoundInputs inputs,
    TrainingImages training,
    ComparisonImages comparison) : IJobHandler<RoundRequested>, IJobHandler<AdapterReady>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(RoundRequested input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        if ((plan.ImagesKey ?? plan.Rating.LearnFrom?.ImagesKey) is { } existing)   // nothing to draw
            return new JobOutcome(
                new ImagesGenerated
                {
                    RoundId = input.RoundId,
                    PlanKey = input.PlanKey,
                    Purpose = ImagePurpose.Training,
                    ImagesKey = existing,
                    Count = (await inputs.ImagesAsync(existing, cancel)).Images.Count,
                    ToOrder = plan.IsStudy && plan.Rating.LearnFrom is null && plan.Rating.Orders,
                    Study = plan.IsStudy,
                });
        var manifest = await training.DrawAsync(plan, context, cancel);
        var generated = await StoreAsync(input, ImagePurpose.Training, manifest, cancel);
        return new JobOutcome(generated with { ToOrder = plan.Rating.Orders });
    }

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(AdapterReady input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var manifest = await comparison.DrawAsync(plan, input.AdapterKey, context, cancel);
        return new JobOutcome(await StoreAsync(input, ImagePurpose.Evaluation, manifest, cancel));
    }

    private async Task<ImagesGenerated> StoreAsync(
        IRoundEvent input, ImagePurpose purpose, ImageManifest manifest, CancellationToken cancel)
    {
        RoundMetrics.ImagesDrawn(manifest.Images.Count, purpose.ToString().ToLowerInvariant());
        return new ImagesGenerated
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            Purpose = purpose,
            ImagesKey = await objects.PutJsonAsync("manifests", manifest, cancel),
            Count = manifest.Images.Count,
            Rejected = manifest.Yield.Sum(y => y.Drawn - y.Kept),
        };
    }
}
