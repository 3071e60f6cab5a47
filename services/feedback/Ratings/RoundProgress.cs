namespace PathAlign.Feedback.Ratings;

/// <summary>The progress of a round's ratings.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="Sets">One set for each purpose with queued images.</param>
public sealed record RoundProgress(string RoundId, IReadOnlyList<SetProgress> Sets);
