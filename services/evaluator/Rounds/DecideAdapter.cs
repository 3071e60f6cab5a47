using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Evaluator.Comparison;
using PathAlign.Evaluator.Distribution;
using PathAlign.Evaluator.Reports;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;

namespace PathAlign.Evaluator.Rounds;

/// <summary>
/// Measures an adapter against the champion on rated images of the same places, writes the report and decides.
/// </summary>
public sealed class DecideAdapter(
    IObjectStore objects, RoundInputs inputs, RoundNetworks networks) : IJobHandler<FeedbackQuorumReached>
{
    private const int Axes = 48;   // well below the number of images of a side

    /// <inheritdoc/>
    public bool Accepts(FeedbackQuorumReached input) => input.Purpose == ImagePurpose.Evaluation;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(FeedbackQuorumReached input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var manifest = await inputs.ImagesAsync(input.ImagesKey, cancel);
        var adapterKey = manifest.AdapterKey
            ?? throw new PermanentFailureException($"evaluation: expected an adapter in {input.ImagesKey}, found none");
        var data = await inputs.DataAsync(plan, cancel);
        var real = data.Train;
        var ratings = MeanRating.ByImage(await inputs.RatingsAsync(input.RatingsKey, cancel));
        using var judge = await networks.ClassifierAsync(plan.JudgeKey, cancel);

        context.Report(0, 3, "classifying the images");
        var realFeatures = FeatureMatrix.Of(
            ClassifierEvaluation.Run(judge.Network, real, symmetries: false, cancel: cancel).Features, real.Count);
        var axes = new PrincipalAxes(realFeatures, Axes);
        var before = await ArmAsync(ImageArms.Before);
        var after = await ArmAsync(ImageArms.After);
        context.Report(1, 3, "figures and intervals");
        var comparison = new PairedComparison(plan.Dataset, before, after, axes.Project(realFeatures), plan.Seed);
        var figures = comparison.Figures();
        var unseen = FeatureMatrix.Of(
            ClassifierEvaluation.Run(judge.Network, data.Validation, symmetries: false, cancel: cancel).Features,
            data.Validation.Count);
        var unseenAuthenticity = Memorisation.Authenticity(realFeatures, unseen);
        var objections = PromotionGate.Objections(figures, comparison.ClassChanges(), unseenAuthenticity);
        context.Report(2, 3, "report");
        var evidence = new AdapterEvidence(manifest, ratings, realFeatures, before, after);
        var report = evidence.Report(input, plan, adapterKey, figures, objections) with
        {
            UnseenAuthenticity = unseenAuthenticity,
            Raters = await RatersAsync(adapterKey, cancel),
        };
        var grid = BeforeAfterGrid.Draw(plan.Dataset, before.Tiles, after.Tiles);
        report = report with { GridKey = await objects.PutAsync("reports", "png", grid, cancel) };
        report = report with
        {
            HtmlKey = await objects.PutAsync("reports", "html", RoundPage.Render(report, grid), cancel),
        };
        var reportKey = await objects.PutJsonAsync("reports", report, cancel);
        var plausible = figures.Single(f => f.Name == FigureNames.Plausible);
        RoundMetrics.RoundDecided(input.RoundId, plausible.Before.Value, plausible.After.Value, objections.Count == 0);
        return Outcome(input, plan, adapterKey, reportKey, objections);

        async Task<Arm> ArmAsync(string name)
        {
            var images = manifest.Images.Where(image => image.Arm == name).ToList();
            return Arm.Of(
                judge,
                realFeatures,
                axes,
                await inputs.TilesAsync(images, cancel),
                [.. images.Select(image => ratings[image.Id].Plausibility)]);
        }
    }

    /// <summary>The raters behind an adapter: those of the ratings in its lineage.</summary>
    private async Task<IReadOnlyList<RaterWeight>> RatersAsync(string adapterKey, CancellationToken cancel)
    {
        using var adapter = SafetensorsFile.Open(await objects.GetFileAsync(adapterKey, cancel));
        return adapter.Metadata.TryGetValue("ratings", out var ratings)
            ? RaterWeights.Of(await inputs.RatingsAsync(ratings, cancel))
            : [];
    }

    private static JobOutcome Outcome(
        FeedbackQuorumReached input,
        RoundPlan plan,
        string adapterKey,
        string reportKey,
        IReadOnlyList<string> objections)
    {
        var (round, planKey) = (input.RoundId, input.PlanKey);
        IRoundEvent decision = objections.Count == 0
            ? new AdapterPromoted
            {
                RoundId = round,
                PlanKey = planKey,
                AdapterKey = adapterKey,
                ReportKey = reportKey,
            }
            : new AdapterRejected
            {
                RoundId = round,
                PlanKey = planKey,
                AdapterKey = adapterKey,
                ReportKey = reportKey,
                Reasons = objections,
                ToContinue = plan.Continues,
            };
        return new JobOutcome(
            new AdapterEvaluated
            {
                RoundId = round,
                PlanKey = planKey,
                AdapterKey = adapterKey,
                ReportKey = reportKey,
                Promoted = objections.Count == 0,
            },
            decision);
    }
}
