using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>A page of ratings.</summary>
/// <param name="Ratings">The latest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
internal sealed record RatingPage(IReadOnlyList<Rating> Ratings, string? Next);
