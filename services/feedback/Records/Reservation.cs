namespace PathAlign.Feedback.Records;

/// <summary>An image kept for a rater who has it on the screen, or soon will.</summary>
/// <param name="Rater">Who.</param>
/// <param name="Until">Unix time in milliseconds.</param>
internal sealed record Reservation(string Rater, long Until);
