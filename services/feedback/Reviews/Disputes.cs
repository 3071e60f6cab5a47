using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Reviews;

/// <summary>Finds the images that raters disagree on.</summary>
internal sealed class Disputes(Readings readings)
{
    /// <summary>
    /// The disputed images with enough ratings and without a reviewer's decision, in any order. A set with such images
    /// is not frozen.
    /// </summary>
    internal async Task<IReadOnlyList<string>> OpenAsync(string setId, RatingSet set, CancellationToken cancel)
    {
        if (set.DisputeFrom is not { } limit) return [];
        var all = await readings.OfSetAsync(setId, cancel);
        var decided = all.Where(r => r.DecisionOn is not null).Select(r => r.DecisionOn!).ToHashSet();
        var disputed = from image in all.Where(r => r.Rating.Role == ItemRole.Study).GroupBy(r => r.Rating.ImageId)
                       where image.Count() >= set.RatersPerImage
                           && image.Max(r => r.Plausibility) - image.Min(r => r.Plausibility) >= limit
                           && !decided.Contains(image.Key)
                       select image.Key;
        return [.. disputed];
    }
}
