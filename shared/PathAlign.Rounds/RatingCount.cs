namespace PathAlign.Rounds;

/// <summary>One part of a round's counted ratings.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="Counted">Hashes of the ratings, 8 bytes each, in ascending order.</param>
internal sealed record RatingCount(string RoundId, byte[] Counted);
