namespace PathAlign.Rounds;

/// <summary>A part of the ratings of a round that were counted.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="Counted">The marks of the ratings, 8 bytes each, in ascending order.</param>
internal sealed record RatingCount(string RoundId, byte[] Counted);
