using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Joins the manifests of a drawing's shards. The result does not depend on which replica drew a shard, nor on when.
/// </summary>
public sealed class AssembleShards(IObjectStore objects, RoundInputs inputs, FinishedShards shards)
    : IJobHandler<DrawingCompleted>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(DrawingCompleted input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var manifests = new List<ImageManifest>();
        foreach (var shard in await shards.AllAsync<ShardDrawn>(JobQueues.DrawShard, input, input.Shards, cancel))
            manifests.Add(await inputs.ImagesAsync(shard.ImagesKey, cancel));
        var manifest = Join(input, manifests);
        return new JobOutcome(
            new ImagesGenerated
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                Purpose = input.Purpose,
                ImagesKey = await objects.PutJsonAsync("manifests", manifest, cancel),
                Count = manifest.Images.Count,
                Rejected = manifest.Yield.Sum(y => y.Drawn - y.Kept),
                ToOrder = input.Purpose == ImagePurpose.Training && plan.Rating.Orders,
            });
    }

    private static ImageManifest Join(DrawingCompleted drawing, IReadOnlyList<ImageManifest> shards) => new()
    {
        RoundId = drawing.RoundId,
        Images = [.. shards.SelectMany(shard => shard.Images)],
        Yield =
        [
            .. shards.SelectMany(shard => shard.Yield)
                .GroupBy(y => y.Label)
                .OrderBy(ofClass => ofClass.Key)
                .Select(
                    ofClass => new ClassYield(
                        ofClass.Key,
                        ofClass.Sum(y => y.Drawn),
                        ofClass.Sum(y => y.Kept),
                        ofClass.Sum(y => y.GivenUp))),
        ],
        AdapterKey = drawing.AdapterKey,
    };
}
