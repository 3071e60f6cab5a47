using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Reward.Ordering;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Storage.Objects;

namespace PathAlign.Reward.Rounds;

/// <summary>Scores the images of one shard with an earlier round's reward model.</summary>
public sealed class ScoreShard(IObjectStore objects, RoundInputs inputs, RoundNetworks networks)
    : IJobHandler<ScoringRequested>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(ScoringRequested input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var images = (await inputs.ImagesAsync(input.ImagesKey, cancel)).Images;
        if (input.First < 0 || input.Count < 1 || input.First > images.Count - input.Count)
            throw new PermanentFailureException(
                $"shard: expected some of {images.Count} images, found {input.Count} images from {input.First}");
        context.Report(0, input.Count);
        var tiles = await inputs.TilesAsync([.. images.Skip(input.First).Take(input.Count)], cancel);
        using var model = await OrderingReward.ReadAsync(networks, plan, input.PlanKey, cancel);
        var path = Path.Combine(context.WorkFolder, "scores.safetensors");
        ImageScoresFile.Write(path, ImageScores.Of(model.Network, tiles, cancel));
        context.Report(input.Count, input.Count);
        return new JobOutcome(
            new ShardScored
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                ImagesKey = input.ImagesKey,
                Shard = input.Shard,
                Shards = input.Shards,
                ScoresKey = await objects.PutFileAsync("scores", "safetensors", path, cancel),
            });
    }
}
