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

namespace PathAlign.Evaluator.Rounds;

/// <summary>
/// Draws images before and after from the same noise, and hands them to the raters, mixed and blinded.
/// </summary>
public sealed class DrawComparison(
    IObjectStore objects, RoundInputs inputs, RoundNetworks networks) : IJobHandler<AdapterReady>
{
    private const ulong EvaluationStream = 0x6576616C;   // noise that no other stage draws from

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(AdapterReady input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var before = await DrawAsync(plan, ImageArms.Before, plan.AdapterKey, 0, context, cancel);
        var after = await DrawAsync(plan, ImageArms.After, input.AdapterKey, 1, context, cancel);
        var manifest = new ImageManifest
        {
            RoundId = plan.RoundId,
            Images = [.. before, .. after],
            AdapterKey = input.AdapterKey,
        };
        return new JobOutcome(new ImagesGenerated
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            Purpose = ImagePurpose.Evaluation,
            ImagesKey = await objects.PutJsonAsync("manifests", manifest, cancel),
            Count = manifest.Images.Count,
        });
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
        foreach (var (tile, i) in tiles.Select((tile, i) => (tile, i)))
        {
            var key = await objects.PutAsync("images", "png", await File.ReadAllBytesAsync(tile.Path, cancel), cancel);
            images.Add(
                new ImageEntry
                {
                    Id = $"{plan.RoundId}-{ImageArms.Opaque(plan, arm, i)}",
                    Key = key,
                    Label = tile.Label,
                    Index = tile.Index,
                    Arm = arm,
                });
        }
        RoundMetrics.ImagesDrawn(images.Count, "evaluation");
        return images;
    }
}
