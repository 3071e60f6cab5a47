using System.Globalization;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Models.Reward;
using PathAlign.Reward.Training;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Statistics;
using PathAlign.Storage.Objects;
using PathAlign.Training;
using PathAlign.Training.Reward;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Learns from a frozen set of ratings what raters find plausible. It uses only pixels and ratings.
/// </summary>
public sealed class TrainReward(
    IObjectStore objects,
    RoundInputs inputs,
    RoundNetworks networks,
    ILogger<TrainReward> log) : IJobHandler<FeedbackQuorumReached>
{
    /// <inheritdoc/>
    public bool Accepts(FeedbackQuorumReached input) => input.Purpose == ImagePurpose.Training;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(FeedbackQuorumReached input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        if (plan.FilterKey.Length == 0) return new JobOutcome();   // a study that only collects ratings
        var real = (await inputs.DataAsync(plan, cancel)).Train;
        var manifest = await inputs.RatingsAsync(input.RatingsKey, cancel);
        var raters = RaterWeights.Of(manifest);
        foreach (var rater in raters)
            log.RaterWeighed(input.RoundId, rater.Weight, rater.Reliability, rater.Count);
        var rated = await RatedAsync(input, plan, manifest, raters, cancel);
        using var classifier = await networks.ClassifierAsync(plan.FilterKey, cancel);
        using var network = new RewardNetwork(
            classifier.Network, plan.Dataset.Classes.Count, plan.Dataset.Criteria.Count, plan.Reward.Members);
        // Without real tiles, the norms come from the rated images, and the model learns from ratings alone.
        var recipe = real.Count > 0 ? plan.Reward : plan.Reward with { RealWeight = 0, CorruptedWeight = 0 };
        var report = new RewardTrainer(network, recipe, plan.Seed).Train(
            rated, real.Count > 0 ? real : rated.Tiles, context.Report, cancel) with
        {
            Raters = raters,
            SideBySide = manifest.Pairs is not null,
        };
        RoundMetrics.RewardTrained(report.Auroc.Value);

        var path = Path.Combine(context.WorkFolder, "reward.safetensors");
        RewardFile.Write(
            path,
            network,
            plan.FilterKey,
            new Dictionary<string, string>
            {
                ["round"] = plan.RoundId,
                ["ratings"] = input.RatingsKey,
                ["control"] = plan.Reward.Control.ToString(),
                [DatasetHeader.Key] = DatasetHeader.Text(plan.Dataset),
                [RewardFile.SizeKey] = rated.Tiles.Size.ToString(CultureInfo.InvariantCulture),
                [RewardFile.PairsKey] = report.SideBySide ? "true" : "false",
            });
        var rewardKey = await objects.PutFileAsync("weights", "safetensors", path, cancel);
        var reportKey = await objects.PutJsonAsync("reports", report, cancel);
        return new JobOutcome(Objection(report, plan.Reward.RequiredAuroc) is { } objection
            ? new RewardModelRejected
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                RatingsKey = input.RatingsKey,
                RewardKey = rewardKey,
                ReportKey = reportKey,
                Reasons = [objection],
                ToContinue = plan.Continues,
            }
            : new RewardModelTrained
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                ImagesKey = input.ImagesKey,
                RatingsKey = input.RatingsKey,
                RewardKey = rewardKey,
                ReportKey = reportKey,
                Auroc = report.Auroc.Value,
                Study = plan.IsStudy,
            });
    }

    /// <summary>
    /// The reasons to reject the model: a model that does not predict ratings would mislead the generator, and the
    /// comparison would waste raters' time.
    /// </summary>
    private static string? Objection(RewardReport report, double required)
    {
        var auroc = report.CrossValidated ?? report.Auroc;
        return required == 0 || auroc.Low > required ? null : string.Create(CultureInfo.InvariantCulture,
            $"the reward model does not predict held-out ratings: AUROC {auroc} by cross-validation, " +
                $"n={auroc.Count}; its whole interval must lie above {required}");
    }

    private async Task<RatedTiles> RatedAsync(
        FeedbackQuorumReached input,
        RoundPlan plan,
        RatingManifest manifest,
        IReadOnlyList<RaterWeight> raters,
        CancellationToken cancel)
    {
        var ratings = MeanRating.ByImage(manifest, raters);
        if (manifest.Pairs is { } pairs) return await PreferredAsync(input, plan, pairs, ratings, cancel);
        var images = (
            await inputs.ImagesAsync(input.ImagesKey, cancel)).Images.Where(image => ratings.ContainsKey(image.Id))
                .ToList();
        if (images.Count < 2)
            throw new PermanentFailureException(
                $"reward: expected at least two rated images in {input.ImagesKey}, found {images.Count}");
        var verdicts = Controlled([.. images.Select(image => ratings[image.Id])], plan);
        return new RatedTiles(await inputs.TilesAsync(images, cancel), [.. verdicts.Select(v => v.Plausibility)],
            [
                .. verdicts.Select(v => (IReadOnlyList<bool>)[.. plan.Dataset.Criteria.Select(v.Faults.Contains)])
            ], await AtRandomAsync(manifest, images, cancel))
        {
            Weights = Weights(verdicts),
        };
    }

    /// <summary>Rated pairs: the right tile of each pair, with the left tile as its partner.</summary>
    private async Task<RatedTiles> PreferredAsync(
        FeedbackQuorumReached input,
        RoundPlan plan,
        IReadOnlyList<ImagePair> pairs,
        IReadOnlyDictionary<string, MeanRating> ratings,
        CancellationToken cancel)
    {
        var images = (await inputs.ImagesAsync(input.ImagesKey, cancel)).Images.ToDictionary(image => image.Id);
        if (pairs.Count < 2)
            throw new PermanentFailureException(
                $"reward: expected at least two rated pairs in {input.RatingsKey}, found {pairs.Count}");
        if (pairs.FirstOrDefault(p => !images.ContainsKey(p.LeftId) || !images.ContainsKey(p.RightId)) is { } stray)
            throw new PermanentFailureException(
                $"reward: expected both images of pair '{stray.Id}' in {input.ImagesKey}, found only one or none");
        var verdicts = Controlled([.. pairs.Select(pair => ratings[pair.Id])], plan);
        return new RatedTiles(
            await inputs.TilesAsync([.. pairs.Select(p => images[p.RightId])], cancel),
            [.. verdicts.Select(v => v.Plausibility)],
            [.. verdicts.Select(_ => (IReadOnlyList<bool>)[])])
        {
            Beside = await inputs.TilesAsync([.. pairs.Select(p => images[p.LeftId])], cancel),
            Weights = Weights(verdicts),
        };
    }

    private static double[]? Weights(MeanRating[] verdicts) =>
        verdicts.All(v => v.Weight == 1) ? null : [.. verdicts.Select(v => v.Weight)];

    private async Task<IReadOnlyList<bool>?> AtRandomAsync(
        RatingManifest manifest, IReadOnlyList<ImageEntry> images, CancellationToken cancel)
    {
        if (manifest.OrderKey is null) return null;
        var random = (await inputs.OrderAsync(manifest.OrderKey, cancel)).Images.Where(i => i.AtRandom)
            .Select(i => i.Id)
            .ToHashSet();
        if (!images.Any(image => random.Contains(image.Id)))
            throw new PermanentFailureException(
                $"reward: expected rated images that {manifest.OrderKey} chose at random, found none");
        return [.. images.Select(image => random.Contains(image.Id))];
    }

    private static MeanRating[] Controlled(MeanRating[] ratings, RoundPlan plan) => plan.Reward.Control switch
    {
        RatingControl.Flipped => [.. ratings.Select(r => r with { Plausibility = 1 - r.Plausibility, Faults = [] })],
        RatingControl.Shuffled =>
            [.. new CounterRandom(plan.Seed, 0, Purpose.Order).Permutation(ratings.Length).Select(i => ratings[i])],
        _ => ratings,
    };
}
