namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>An answer, as a service's program sees it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="Cost">Reads and writes of the store.</param>
/// <param name="Time">The time from the request to the last byte of the answer.</param>
internal sealed record ServiceAnswer(int Status, string Body, (int Reads, int Writes) Cost, TimeSpan Time);

/// <summary>Answers around one rating, by route.</summary>
/// <param name="Before">Those after the rating before it.</param>
/// <param name="After">Those right after it.</param>
internal sealed record ServiceAnswers(
    IReadOnlyDictionary<string, ServiceAnswer> Before, IReadOnlyDictionary<string, ServiceAnswer> After);
