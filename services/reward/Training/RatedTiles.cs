using PathAlign.Data;

namespace PathAlign.Reward.Training;

/// <summary>Tiles with what raters said of them.</summary>
/// <param name="Tiles">The tiles with the classes they were asked for.</param>
/// <param name="Plausibility">Of each: 1 plausible, 0 implausible, between where raters differ or are unsure.</param>
/// <param name="Faults">Of each: for every criterion, whether it was found wrong.</param>
public sealed record RatedTiles(TileSet Tiles, IReadOnlyList<double> Plausibility, IReadOnlyList<IReadOnlyList<bool>> Faults)
{
    /// <summary>Of each: how much it counts in training; null when all count the same.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>The rated tiles at those places.</summary>
    public RatedTiles Subset(IReadOnlyList<int> indices) =>
        new(Tiles.Subset(indices), [.. indices.Select(i => Plausibility[i])], [.. indices.Select(i => Faults[i])]) { Weights = Weights is null ? null : [.. indices.Select(i => Weights[i])] };
}
