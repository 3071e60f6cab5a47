namespace PathAlign.Feedback.Exchange;

/// <summary>The result of an import.</summary>
/// <param name="Stored">Number of new ratings, now stored.</param>
/// <param name="Repeated">Number of identical ratings that were stored before.</param>
internal sealed record ImportResult(int Stored, int Repeated);
