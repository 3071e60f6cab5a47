using System.Globalization;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Draws training images of a round with the champion, without those that the classifier assigns to another class.
/// </summary>
public sealed class TrainingImages(IObjectStore objects, RoundNetworks networks)
{
    /// <summary>Draws the images that are missing, stores those that are kept and returns their manifest.</summary>
    public async Task<ImageManifest> DrawAsync(
        RoundPlan plan, IReadOnlyList<PlannedImage> images, JobContext context, CancellationToken cancel)
    {
        using var generator = await networks.GeneratorAsync(plan, plan.AdapterKey, cancel);
        using var classifier =
            plan.Generation.FilterAttempts > 0 ? await networks.ClassifierAsync(plan.FilterKey, cancel) : null;
        var options = new SamplingOptions
        {
            Labels = [.. plan.Dataset.Labels],
            CountPerClass = plan.Generation.ImagesPerClass,
            Seed = plan.Seed,
            Steps = plan.Generation.Steps,
            Guidance = plan.Generation.Guidance,
            GuidanceLow = plan.Generation.GuidanceLow,
            GuidanceHigh = plan.Generation.GuidanceHigh,
            Precision = plan.Precision,
        };
        var drawn = new FilteredDrawing(
            generator,
            classifier,
            options,
            plan.Generation.FilterAttempts,
            plan.Generation.FilterConfidence,
            context.WorkFolder).Run([.. images.Select(i => (i.Label, i.Place))], context.Report, cancel);

        var entries = new List<ImageEntry>(drawn.Count);
        foreach (var tile in drawn.Where(t => t.Kept))
            entries.Add(
                new ImageEntry
                {
                    Id = $"{plan.RoundId}-t-{IdPart(plan.Dataset.Classes[tile.Label].Code, tile.Label)}-{tile.Place}",
                    Key = await objects.PutFileAsync("images", "png", tile.Path, cancel),
                    Label = tile.Label,
                    Index = tile.Index,
                });
        return new ImageManifest { RoundId = plan.RoundId, Images = entries, Yield = Yield(drawn) };
    }

    /// <summary>
    /// The class in an image id: its code if that is short and has only letters, digits and hyphens, its number
    /// otherwise.
    /// </summary>
    private static string IdPart(string code, int label) =>
        code.Length <= 32 && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? code.ToLowerInvariant()
            : string.Create(CultureInfo.InvariantCulture, $"c{label}");

    private static IReadOnlyList<ClassYield> Yield(IReadOnlyList<DrawnTile> drawn) =>
    [
        .. drawn.GroupBy(t => t.Label).OrderBy(g => g.Key).Select(
            g => new ClassYield(g.Key, g.Sum(t => t.Attempts), g.Count(t => t.Kept), g.Count(t => !t.Kept))),
    ];
}
