using System.Globalization;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Draws the images of a round, turns away what the classifier takes for another class, and announces the rest.
/// </summary>
public sealed class DrawRound(
    IObjectStore objects, RoundInputs inputs, RoundNetworks networks) : IJobHandler<RoundRequested>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(RoundRequested input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        if (plan.Rating.LearnFrom is { } earlier)   // nothing to draw: the images are there, and rated
            return new JobOutcome(
                new ImagesGenerated
                {
                    RoundId = input.RoundId,
                    PlanKey = input.PlanKey,
                    Purpose = ImagePurpose.Training,
                    ImagesKey = earlier.ImagesKey,
                    Count = (await inputs.ImagesAsync(earlier.ImagesKey, cancel)).Images.Count,
                });
        using var generator = await networks.GeneratorAsync(plan, plan.AdapterKey, cancel);
        using var classifier = await networks.ClassifierAsync(plan.FilterKey, cancel);
        var options = new SamplingOptions
        {
            Labels = [.. plan.Dataset.Labels],
            CountPerClass = plan.Generation.ImagesPerClass,
            Seed = plan.Seed,
            Steps = plan.Generation.Steps,
            Guidance = plan.Generation.Guidance,
            Precision = plan.Precision,
        };
        var drawn = new FilteredDrawing(
            generator,
            classifier,
            options,
            plan.Generation.FilterAttempts,
            plan.Generation.FilterConfidence,
            context.WorkFolder).Run(context.Report, cancel);

        var images = new List<ImageEntry>(drawn.Count);
        foreach (var tile in drawn.Where(t => t.Kept))
        {
            var key = await objects.PutAsync("images", "png", await File.ReadAllBytesAsync(tile.Path, cancel), cancel);
            images.Add(
                new ImageEntry
                {
                    Id = $"{plan.RoundId}-t-{IdPart(plan.Dataset.Classes[tile.Label].Code, tile.Label)}-{tile.Place}",
                    Key = key,
                    Label = tile.Label,
                    Index = tile.Index,
                });
        }
        RoundMetrics.ImagesDrawn(images.Count, "training");
        var manifest = new ImageManifest { RoundId = plan.RoundId, Images = images, Yield = Yield(drawn, plan) };
        var imagesKey = await objects.PutJsonAsync("manifests", manifest, cancel);
        return new JobOutcome(new ImagesGenerated
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            Purpose = ImagePurpose.Training,
            ImagesKey = imagesKey,
            Count = images.Count,
            Rejected = manifest.Yield.Sum(y => y.Drawn - y.Kept),
            ToOrder = plan.Rating.Orders,
        });
    }

    /// <summary>An id has only letters, digits and hyphens: another code gives way to its number.</summary>
    private static string IdPart(string code, int label) =>
        code.Length <= 32 && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? code.ToLowerInvariant()
            : string.Create(CultureInfo.InvariantCulture, $"c{label}");

    private static IReadOnlyList<ClassYield> Yield(IReadOnlyList<DrawnTile> drawn, RoundPlan plan) =>
        [
            .. drawn.GroupBy(t => t.Label).OrderBy(g => g.Key).Select(
                g =>
                    new ClassYield(
                        g.Key,
                        g.Sum(t => t.Attempts),
                        g.Count(t => t.Kept),
                        plan.Generation.ImagesPerClass - g.Count(t => t.Kept)))
        ];
}
