using PathAlign.Data;

namespace PathAlign.Reward.Training;

/// <summary>Tiles with what raters said of them.</summary>
/// <param name="Tiles">The tiles with the classes they were asked for.</param>
/// <param name="Plausibility">Of each: 1 plausible, 0 implausible, between where raters differ or are unsure.</param>
/// <param name="Faults">Of each: for every criterion, whether it was found wrong.</param>
/// <param name="AtRandom">Of each: whether chance chose it to be rated. Only such tiles are held out: figures on others
/// would be of hard cases. Null when chance chose all.</param>
public sealed record RatedTiles(
    TileSet Tiles,
    IReadOnlyList<double> Plausibility,
    IReadOnlyList<IReadOnlyList<bool>> Faults,
    IReadOnlyList<bool>? AtRandom = null)
{
    /// <summary>Of each: how much it counts in training; null when all count the same.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>
    /// Of each the tile of the same class that lay beside it, on the left: then <see cref="Plausibility"/> says how far
    /// the tile is the more plausible of the two, and <see cref="Faults"/> are not asked for. Null where tiles were
    /// judged alone.
    /// </summary>
    public TileSet? Beside { get; init; }

    /// <summary>The rated tiles at those places.</summary>
    public RatedTiles Subset(IReadOnlyList<int> indices) =>
        new(
            Tiles.Subset(indices),
            At(Plausibility, indices),
            At(Faults, indices),
            AtRandom is null ? null : At(AtRandom, indices))
        {
            Weights = Weights is null ? null : At(Weights, indices),
            Beside = Beside?.Subset(indices),
        };

    private static T[] At<T>(IReadOnlyList<T> list, IReadOnlyList<int> indices) => [.. indices.Select(i => list[i])];
}
