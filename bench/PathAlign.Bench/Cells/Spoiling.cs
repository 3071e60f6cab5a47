using PathAlign.Imaging;
using PathAlign.Statistics;

namespace PathAlign.Bench.Cells;

/// <summary>One way to spoil one criterion of a cell.</summary>
/// <param name="Name">What is done, in words.</param>
/// <param name="Criterion">The criterion that it spoils.</param>
/// <param name="Classes">The classes that it is done to; null for all.</param>
/// <param name="Apply">Spoils a cell.</param>
internal sealed record Spoiling(
    string Name, string Criterion, string[]? Classes, Func<SpoiltCell, CounterRandom, RgbImage> Apply);
