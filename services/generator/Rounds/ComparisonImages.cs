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
/// Draws images of an adapter's comparison: both arms from the same noise. Their ids do not name the arm.
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
        using (var generator = await networks.GeneratorAsync(plan, adapterKey, cancel))
            TileFiles.Draw(
                generator, options, tiles, (done, total) => context.Report(done, total, images[0].Arm), cancel);

        var entries = new List<ImageEntry>(tiles.Count);
        foreach (var (image, tile) in images.Zip(tiles))
            entries.Add(
                new ImageEntry
                {
                    Id = $"{plan.RoundId}-{Opaque(plan, image)}",
                    Key = await objects.PutFileAsync("images", "png", tile.Path, cancel),
                    Label = tile.Label,
                    Index = tile.Index,
                    Arm = image.Arm,
                });
        return new ImageManifest { RoundId = plan.RoundId, Images = entries };
    }

    /// <summary>An id that does not name the arm. Raters see ids of the set's secret instead.</summary>
    private static string Opaque(RoundPlan plan, PlannedImage image) =>
        "e-" + new CounterRandom(plan.Seed, (ulong)image.Number, image.Arm == ImageArms.After ? 2UL : 1UL).Next()
            .ToString("x16", CultureInfo.InvariantCulture);
}
