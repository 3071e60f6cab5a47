namespace PathAlign.Feedback.Ratings;

/// <summary>How the rating of a round goes on.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="Sets">One for each purpose that images were queued for.</param>
public sealed record RoundProgress(string RoundId, IReadOnlyList<SetProgress> Sets);
