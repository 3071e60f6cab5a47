namespace PathAlign.Rounds;

/// <summary>The adapter that draws for a base generator.</summary>
/// <param name="GeneratorKey">The base.</param>
/// <param name="AdapterKey">The adapter.</param>
/// <param name="RoundId">The round that brought it.</param>
/// <param name="RoundNumber">That round's place in the loop.</param>
/// <param name="ReportKey">The report that it was promoted on.</param>
public sealed record Champion(string GeneratorKey, string AdapterKey, string RoundId, int RoundNumber, string ReportKey);
