using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>The manifest of a set's ratings. Pure: the same ratings give the same manifest, in any order.</summary>
internal static class FrozenSet
{
    internal static RatingManifest Of(string roundId, IReadOnlyList<Reading> readings)
    {
        var checks = readings.Where(r => r.Rating.Role is ItemRole.Repeat or ItemRole.Control)
            .Select(Check)
            .OrderBy(c => c.Rater, StringComparer.Ordinal)
            .ThenBy(c => c.Id, StringComparer.Ordinal)
            .ToList();
        var decisions = readings.Where(r => r.DecisionOn is not null)
            .GroupBy(r => r.DecisionOn!)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(Decision)
            .ToList();
        var ratings = readings.Where(r => r.Rating.Role == ItemRole.Study)
            .Select(r => r.Rating)
            .OrderBy(r => r.ImageId, StringComparer.Ordinal)
            .ThenBy(r => r.Rater, StringComparer.Ordinal)
            .ToList();
        var pairs = ratings.Where(r => r.Sides is not null)
            .DistinctBy(r => r.ImageId)
            .Select(r => new ImagePair(r.ImageId, r.Sides!.LeftId, r.Sides.RightId))
            .ToList();
        return new RatingManifest
        {
            RoundId = roundId,
            Ratings = [.. ratings.Select(r => r.ToEntry())],
            Pairs = pairs.Count == 0 ? null : pairs,
            Decisions = decisions.Count == 0 ? null : decisions,
            Checks = checks.Count == 0 ? null : checks,
        };
    }

    // If two reviewers decide at the same moment, the earlier decision counts.
    private static RatingEntry Decision(IGrouping<string, Reading> image) =>
        image.Select(r => r.Rating)
            .OrderBy(r => r.RatedAt)
            .ThenBy(r => r.Id, StringComparer.Ordinal)
            .First()
            .ToEntry() with
        { ImageId = image.Key };

    private static RatingCheck Check(Reading reading) => new()
    {
        Id = reading.Rating.Id,
        Rater = reading.Rating.Rater,
        RepeatOf = reading.RepeatOf,
        Truth = reading.ControlPlausible is { } plausible ? (plausible ? 1 : 0) : null,
        Plausibility = reading.Plausibility,
    };
}
