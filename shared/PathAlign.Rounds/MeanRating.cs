using PathAlign.Contracts.Manifests;

namespace PathAlign.Rounds;

/// <summary>The mean rating of an image by all raters, or the decision of a reviewer if raters disagreed.</summary>
/// <param name="Plausibility">Mean over the raters: 1 plausible, 0 implausible, 0.5 unsure.</param>
/// <param name="Faults">Criteria that at least half of the raters, by weight, marked as wrong.</param>
/// <param name="Weight">Mean weight of the raters, each counted by their share in the mean; 1 if all weights are
/// 1.</param>
public sealed record MeanRating(double Plausibility, IReadOnlyList<string> Faults, double Weight = 1)
{
    /// <summary>The mean ratings by image id; images without a rating are missing.</summary>
    /// <param name="manifest">The frozen set.</param>
    /// <param name="weights">The weight of each rater of the set; null for equal weights.</param>
    public static IReadOnlyDictionary<string, MeanRating> ByImage(
        RatingManifest manifest, IReadOnlyList<RaterWeight>? weights = null)
    {
        var byRater = weights?.ToDictionary(w => w.Rater, w => w.Weight);
        double Of(RatingEntry rating) => byRater?[rating.Rater] ?? 1;
        var decided = (manifest.Decisions ?? []).ToDictionary(d => d.ImageId);
        return manifest.Ratings.GroupBy(rating => rating.ImageId).ToDictionary(
            group => group.Key,
            group =>
                Mean(
                    decided.TryGetValue(group.Key, out var decision)
                        ? [(decision, 1)]
                        : [.. group.Select(r => (r, Of(r)))]));
    }

    private static MeanRating Mean(IReadOnlyList<(RatingEntry Rating, double Weight)> ratings)
    {
        var sum = ratings.Sum(r => r.Weight);
        var faults = ratings.SelectMany(r => r.Rating.Faults.Distinct(), (r, fault) => (fault, r.Weight))
            .GroupBy(f => f.fault)
            .Where(f => 2 * f.Sum(x => x.Weight) >= sum);
        return new MeanRating(
            ratings.Sum(r => r.Weight * r.Rating.Plausibility) / sum,
            [.. faults.Select(f => f.Key).Order(StringComparer.Ordinal)],
            ratings.Sum(r => r.Weight * r.Weight) / sum);
    }
}
