using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Evaluator.Comparison;
using PathAlign.Evaluator.Distribution;
using PathAlign.Evaluator.Reports;
using PathAlign.Rounds;

namespace PathAlign.Evaluator.Rounds;

/// <summary>What a decision on an adapter rests on: rated images of the same places before and after.</summary>
/// <param name="Manifest">The images of both arms.</param>
/// <param name="Ratings">The mean rating of each image, by image id.</param>
/// <param name="Real">The judge's features of the real training tiles.</param>
/// <param name="Before">The champion's images.</param>
/// <param name="After">The adapter's images.</param>
internal sealed record AdapterEvidence(
    ImageManifest Manifest,
    IReadOnlyDictionary<string, MeanRating> Ratings,
    FeatureMatrix Real,
    Arm Before,
    Arm After)
{
    /// <summary>The report on the figures; an adapter without objections is promoted.</summary>
    internal RoundReport Report(
        FeedbackQuorumReached input,
        RoundPlan plan,
        string adapterKey,
        IReadOnlyList<Figure> figures,
        IReadOnlyList<string> objections) => new()
        {
            RoundId = plan.RoundId,
            Number = plan.Number,
            Seed = plan.Seed,
            Data = plan.DataName,
            SimulatedRaters = input.Simulated,
            ImagesPerSide = Before.Tiles.Count,
            DrawnAgain = Manifest.Yield.Sum(y => y.Drawn - y.Kept),
            Figures = figures,
            Classes = ClassChanges.Of(plan.Dataset, Before, After),
            Faults = [.. plan.Dataset.Criteria.Select(FaultsOf)],
            FrechetAllFeatures =
            [
                FrechetDistance.Between(Real, Before.Features),
                FrechetDistance.Between(Real, After.Features),
            ],
            Promoted = objections.Count == 0,
            Objections = objections,
            AdapterKey = adapterKey,
            PlanKey = input.PlanKey,
            RatingsKey = input.RatingsKey,
        };

    private FaultChange FaultsOf(string criterion) =>
        new(criterion, FaultsIn(ImageArms.Before, criterion), FaultsIn(ImageArms.After, criterion));

    private int FaultsIn(string arm, string criterion) =>
        Manifest.Images.Count(image => image.Arm == arm && Ratings[image.Id].Faults.Contains(criterion));
}
