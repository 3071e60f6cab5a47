using System.Globalization;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Draws the images of an adapter's comparison: before and after from the same noise. Their ids do not reveal the side.
/// </summary>
public sealed class ComparisonImages(IObjectStore objects, RoundNetworks networks)
{
    private const ulong EvaluationStream = 0x6576616C;   // no other stage uses this noise

    /// <summary>Draws the images that are missing, stores all of them and returns their manifest.</summary>
    public async Task<ImageManifest> DrawAsync(
        RoundPlan plan, string adapterKey, JobContext context, CancellationToken cancel)
    {
        var before = await DrawAsync(plan, ImageArms.Before, plan.AdapterKey, 0, context, cancel);
        var after = await DrawAsync(plan, ImageArms.After, adapterKey, 1, context, cancel);
        return new ImageManifest { RoundId = plan.RoundId, Images = [.. before, .. after], AdapterKey = adapterKey };
    }

    private async Task<List<ImageEntry>> DrawAsync(
        RoundPlan plan,
        string arm,
        string? adapterKey,
        int turn,
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
            Precision = plan.Precision,
        };
        var tiles = options.Labels.SelectMany(label => Enumerable.Range(0, options.CountPerClass)
            .Select(
                i => new PlannedTile(
                    label,
                    ((long)label << 32) + i,
                    Path.Combine(context.WorkFolder, arm, $"{label}-{i:D5}.png")))).ToList();
        using (var generator = await networks.GeneratorAsync(plan, adapterKey, cancel))
            TileFiles.Draw(
                generator,
                options,
                tiles,
                (done, total) => context.Report((turn * total) + done, 2 * total, arm),
                cancel);

        var images = new List<ImageEntry>(tiles.Count);
        foreach (var (place, tile) in tiles.Index())
            images.Add(
                new ImageEntry
                {
                    Id = $"{plan.RoundId}-{Opaque(plan, arm, place)}",
                    Key = await objects.PutFileAsync("images", "png", tile.Path, cancel),
                    Label = tile.Label,
                    Index = tile.Index,
                    Arm = arm,
                });
        return images;
    }

    /// <summary>An id that does not reveal the side of an image to raters.</summary>
    private static string Opaque(RoundPlan plan, string arm, int place) =>
        "e-" + new CounterRandom(plan.Seed, (ulong)place, arm == ImageArms.After ? 2UL : 1UL).Next()
            .ToString("x16", CultureInfo.InvariantCulture);
}
