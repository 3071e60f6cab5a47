using System.Globalization;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Generator.Sampling;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Draws images of an adapter's comparison: both arms from the same first noise. Of an arm with an adapter, several
/// attempts are drawn, and its reward model chooses. The ids do not name the arm.
/// </summary>
public sealed class ComparisonImages(IObjectStore objects, RoundNetworks networks)
{
    private const ulong EvaluationStream = 0x6576616C;   // no other stage uses this noise

    /// <summary>Draws the images that are missing, stores all of them and returns their manifest.</summary>
    public async Task<ImageManifest> DrawAsync(
        RoundPlan plan,
        string? adapterKey,
        IReadOnlyList<PlannedImage> images,
        JobContext context,
        CancellationToken cancel)
    {
        var options = new SamplingOptions
        {
            Labels = [.. plan.Dataset.Labels],
            CountPerClass = plan.Evaluation.ImagesPerClass,
            Seed = plan.Seed ^ EvaluationStream,
            Steps = plan.Evaluation.Steps,
            Guidance = plan.Evaluation.Guidance,
            GuidanceLow = plan.Evaluation.GuidanceLow,
            GuidanceHigh = plan.Evaluation.GuidanceHigh,
            Precision = plan.Precision,
        };
        var tiles = images.Select(
            image => new PlannedTile(
                image.Label,
                ((long)image.Label << 32) + image.Place,
                Path.Combine(context.WorkFolder, $"{image.Label}-{image.Place:D5}.png"))).ToList();
        var drawn = await BestAsync(plan, adapterKey, options, tiles, Report, cancel);

        var entries = new List<ImageEntry>(tiles.Count);
        foreach (var (image, best) in images.Zip(drawn))
            entries.Add(
                new ImageEntry
                {
                    Id = $"{plan.RoundId}-{Opaque(plan, image)}",
                    Key = await objects.PutFileAsync("images", "png", best.Tile.Path, cancel),
                    Label = best.Tile.Label,
                    Index = best.Tile.Index,
                    Arm = image.Arm,
                });
        return new ImageManifest { RoundId = plan.RoundId, Images = entries, Yield = Yield(drawn, plan.Evaluation) };

        void Report(long done, long total, string? note) =>
            context.Report(done, total, note is null ? images[0].Arm : $"{images[0].Arm}, {note}");
    }

    private async Task<IReadOnlyList<BestTile>> BestAsync(
        RoundPlan plan,
        string? adapterKey,
        SamplingOptions options,
        IReadOnlyList<PlannedTile> tiles,
        Action<long, long, string?> report,
        CancellationToken cancel)
    {
        var (attempts, least) = (plan.Evaluation.RewardAttempts, plan.Evaluation.LeastReward);
        using var generator = await networks.GeneratorAsync(plan, adapterKey, cancel);
        using var reward = attempts > 0 ? await networks.RewardBehindAsync(adapterKey, cancel) : null;
        if (reward is not null)
            return new PlausibleDrawing(generator, options, new Redraws(reward, attempts, least)).Run(
                tiles, report, cancel);
        TileFiles.Draw(generator, options, tiles, (done, total) => report(done, total, null), cancel);
        return [.. tiles.Select(tile => new BestTile(tile, null, 1))];
    }

    /// <summary>How many images were drawn and kept; those of an arm that is not drawn again count once.</summary>
    private static IReadOnlyList<ClassYield> Yield(IReadOnlyList<BestTile> drawn, EvaluationPlan plan) =>
    [
        .. drawn.GroupBy(best => best.Tile.Label).OrderBy(ofClass => ofClass.Key).Select(
            ofClass => new ClassYield(
                ofClass.Key,
                ofClass.Sum(best => best.Attempts),
                ofClass.Count(),
                plan.LeastReward < 1 ? ofClass.Count(best => best.Reward < plan.LeastReward) : 0)),
    ];

    /// <summary>An id that does not name the arm. Raters see ids of the set's secret instead.</summary>
    private static string Opaque(RoundPlan plan, PlannedImage image) =>
        "e-" + new CounterRandom(plan.Seed, (ulong)image.Number, image.Arm == ImageArms.After ? 2UL : 1UL).Next()
            .ToString("x16", CultureInfo.InvariantCulture);
}
