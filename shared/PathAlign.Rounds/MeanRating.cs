using PathAlign.Contracts.Manifests;

namespace PathAlign.Rounds;

/// <summary>What all raters together said of an image.</summary>
/// <param name="Plausibility">Mean over the raters: 1 plausible, 0 implausible, 0.5 unsure.</param>
/// <param name="Faults">Criteria that at least half of the raters found wrong.</param>
public sealed record MeanRating(double Plausibility, IReadOnlyList<string> Faults)
{
    /// <summary>By image id; images without a rating are left out.</summary>
    public static IReadOnlyDictionary<string, MeanRating> ByImage(RatingManifest manifest) => manifest.Ratings
        .GroupBy(rating => rating.ImageId)
        .ToDictionary(group => group.Key, group => new MeanRating(
            group.Average(r => r.Plausibility),
            [.. group.SelectMany(r => r.Faults.Distinct()).GroupBy(fault => fault).Where(f => 2 * f.Count() >= group.Count()).Select(f => f.Key).Order(StringComparer.Ordinal)]));
}
