using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Data;
using PathAlign.Messaging.Jobs;
using PathAlign.Reward.Ordering;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Storage.Objects;
using PathAlign.Training.Reward;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Chooses which images of a round to rate, if not all are rated. It uses pixels, classes and an earlier round's reward
/// model, but no rating.
/// </summary>
public sealed class OrderImages(
    IObjectStore objects, RoundInputs inputs, RoundNetworks networks) : IJobHandler<ImagesGenerated>
{
    /// <inheritdoc/>
    public bool Accepts(ImagesGenerated input) => input.ToOrder;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(ImagesGenerated input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var rewardKey = plan.Rating.RewardKey
            ?? throw new PermanentFailureException(
                $"reward: expected a reward model that orders images in {input.PlanKey}, found none");
        var images = (await inputs.ImagesAsync(input.ImagesKey, cancel)).Images;
        if (images.Count == 0)
            throw new PermanentFailureException($"reward: expected images to order in {input.ImagesKey}, found none");
        var tiles = await inputs.TilesAsync(images, cancel);
        context.Report(0, images.Count);
        var scores = await ScoresAsync(rewardKey, tiles, cancel);
        var wanted = plan.Rating.Wanted(images.Count);
        var order = new ImageOrder
        {
            RoundId = input.RoundId,
            ImagesKey = input.ImagesKey,
            RewardKey = rewardKey,
            Images =
            [
                .. ChosenImages.Of(
                    wanted,
                    plan.Rating.RandomShare,
                    plan.Seed,
                    tiles.Labels,
                    scores.Disagreement,
                    scores.Points).Select(
                        c => new OrderedImage(images[c.Image].Id, scores.Disagreement[c.Image], c.AtRandom))
            ],
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

    private async Task<ImageScores> ScoresAsync(string rewardKey, TileSet tiles, CancellationToken cancel)
    {
        var path = await objects.GetFileAsync(rewardKey, cancel);
        using var classifier = await networks.ClassifierAsync(RewardFile.TrunkOf(path), cancel);
        using var network = RewardFile.Read(path, classifier.Network);
        return ImageScores.Of(network, tiles, cancel);
    }
}
