using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Reward.Ordering;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Chooses which images of a round to rate when all are scored. It uses pixels, classes and an earlier round's reward
/// model, but no rating. The choice does not depend on which replica scored a shard, nor on when.
/// </summary>
public sealed class ChooseImages(IObjectStore objects, RoundInputs inputs, FinishedShards shards)
    : IJobHandler<ScoringCompleted>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(ScoringCompleted input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var images = (await inputs.ImagesAsync(input.ImagesKey, cancel)).Images;
        var scores = await ScoresAsync(input, cancel);
        if (scores.Disagreement.Count != images.Count)
            throw new PermanentFailureException(
                $"reward: expected scores of {images.Count} images, found {scores.Disagreement.Count}");
        var wanted = plan.Rating.Wanted(images.Count);
        var order = new ImageOrder
        {
            RoundId = input.RoundId,
            ImagesKey = input.ImagesKey,
            RewardKey = OrderingReward.KeyOf(plan, input.PlanKey),
            Images = Ordered(plan, images, scores, wanted),
        };
        return new JobOutcome(
            new ImagesOrdered
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                ImagesKey = input.ImagesKey,
                OrderKey = await objects.PutJsonAsync("orders", order, cancel),
                Wanted = wanted,
            });
    }

    private static IReadOnlyList<OrderedImage> Ordered(
        RoundPlan plan, IReadOnlyList<ImageEntry> images, ImageScores scores, int wanted) =>
    [
        .. ChosenImages.Of(
            wanted,
            plan.Rating.RandomShare,
            plan.Seed,
            [.. images.Select(image => image.Label)],
            scores.Disagreement,
            scores.Points).Select(
                c => new OrderedImage(images[c.Image].Id, scores.Disagreement[c.Image], c.AtRandom)),
    ];

    private async Task<ImageScores> ScoresAsync(ScoringCompleted input, CancellationToken cancel)
    {
        var parts = new List<ImageScores>();
        foreach (var shard in await shards.AllAsync<ShardScored>(JobQueues.ScoreShard, input, input.Shards, cancel))
            parts.Add(ImageScoresFile.Read(await objects.GetFileAsync(shard.ScoresKey, cancel)));
        return new ImageScores([.. parts.SelectMany(p => p.Disagreement)], [.. parts.SelectMany(p => p.Points)]);
    }
}
