namespace PathAlign.Feedback.Records;

/// <summary>An image reserved for a rater who sees it now or soon.</summary>
/// <param name="Rater">The rater.</param>
/// <param name="Until">Unix time in milliseconds.</param>
internal sealed record Reservation(string Rater, long Until);
