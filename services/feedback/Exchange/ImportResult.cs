namespace PathAlign.Feedback.Exchange;

/// <summary>What an import did.</summary>
/// <param name="Stored">Ratings that are new, and stored.</param>
/// <param name="Repeated">Ratings that were there already, the same.</param>
internal sealed record ImportResult(int Stored, int Repeated);
