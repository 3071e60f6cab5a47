using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>A page of ratings.</summary>
/// <param name="Ratings">The ratings, newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record RatingPage(IReadOnlyList<Rating> Ratings, string? Next);
