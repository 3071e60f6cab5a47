using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Messaging.Jobs;
using PathAlign.Models.Reward;
using PathAlign.Reward.Ordering;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Training.Reward;

namespace PathAlign.Reward.Rounds;

/// <summary>Settles which of a round's images are to be rated, where not all are. It sees pixels, classes and an earlier round's reward model, no rating.</summary>
public sealed class OrderImages(IObjectStore objects, RoundInputs inputs) : IJobHandler<ImagesGenerated>
{
    /// <inheritdoc/>
    public bool Accepts(ImagesGenerated input) => input.ToOrder;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(ImagesGenerated input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var images = (await inputs.ImagesAsync(input.ImagesKey, cancel)).Images;
        if (images.Count == 0) throw new PermanentFailureException($"reward: expected images to order in {input.ImagesKey}, found none");
        var tiles = await inputs.TilesAsync(images, cancel);
        context.Report(0, images.Count);
        var scores = plan.Rating.RewardKey is { } rewardKey ? await ByRewardAsync(rewardKey, tiles, cancel) : await ByLooksAsync(plan, tiles, cancel);
        var wanted = plan.Rating.Wanted(images.Count);
        var order = new ImageOrder
        {
            RoundId = input.RoundId,
            ImagesKey = input.ImagesKey,
            RewardKey = plan.Rating.RewardKey,
            Images = [.. ChosenImages.Of(wanted, plan.Rating.RandomShare, plan.Seed, tiles.Labels, scores.Disagreement, scores.Points).Select(c => new OrderedImage(images[c.Image].Id, plan.Rating.RewardKey is null ? null : scores.Disagreement[c.Image], c.AtRandom))],
        };
        context.Report(images.Count, images.Count);
        return new JobOutcome(new ImagesOrdered
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            ImagesKey = input.ImagesKey,
            OrderKey = await objects.PutJsonAsync("orders", order, cancel),
            Wanted = wanted,
        });
    }

    private async Task<ImageScores> ByRewardAsync(string rewardKey, TileSet tiles, CancellationToken cancel)
    {
        var path = await objects.GetFileAsync(rewardKey, cancel);
        using var classifier = await inputs.ClassifierAsync(RewardFile.TrunkOf(path), cancel);
        using var network = RewardFile.Read(path, classifier.Network);
        return ImageScores.Of(network, tiles, cancel);
    }

    /// <summary>Without a reward model nothing is known to be in doubt: every image counts alike, and those are chosen that differ most.</summary>
    private async Task<ImageScores> ByLooksAsync(RoundPlan plan, TileSet tiles, CancellationToken cancel)
    {
        var real = (await inputs.DataAsync(plan, cancel)).Train;
        using var classifier = await inputs.ClassifierAsync(plan.FilterKey, cancel);
        using var network = new RewardNetwork(classifier.Network, TissueClasses.All.Count, RatingCriteria.Histology.Count, members: 1);
        return ImageScores.Untrained(network, real, tiles, cancel);
    }
}
