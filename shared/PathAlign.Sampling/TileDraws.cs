namespace PathAlign.Sampling;

/// <summary>The tiles to draw.</summary>
/// <param name="Labels">The class of each.</param>
/// <param name="Indices">The index of each in the run, which determines its noise.</param>
/// <param name="Seed">The run's seed.</param>
public sealed record TileDraws(IReadOnlyList<long> Labels, IReadOnlyList<long> Indices, ulong Seed);
