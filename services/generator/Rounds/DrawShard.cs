using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>Draws and filters the images of one shard and stores them with their manifest.</summary>
public sealed class DrawShard(
    IObjectStore objects,
    RoundInputs inputs,
    TrainingImages training,
    ComparisonImages comparison) : IJobHandler<ShardRequested>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(ShardRequested input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var images = new RoundDrawing(plan, input.Purpose).Slice(input.First, input.Count);
        var manifest = input.Purpose == ImagePurpose.Training
            ? await training.DrawAsync(plan, images, context, cancel)
            : await comparison.DrawAsync(
                plan, images[0].Arm == ImageArms.After ? AdapterOf(input) : plan.AdapterKey, images, context, cancel);
        RoundMetrics.ImagesDrawn(manifest.Images.Count, input.Purpose.ToString().ToLowerInvariant());
        return new JobOutcome(
            new ShardDrawn
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                Purpose = input.Purpose,
                AdapterKey = input.AdapterKey,
                Shard = input.Shard,
                Shards = input.Shards,
                ImagesKey = await objects.PutJsonAsync("manifests", manifest, cancel),
            });
    }

    private static string AdapterOf(ShardRequested input) =>
        input.AdapterKey
        ?? throw new PermanentFailureException("shard: expected the adapter of the arm after, found none");
}
