using PathAlign.Data;

namespace PathAlign.Reward.Training;

/// <summary>Tiles with their ratings.</summary>
/// <param name="Tiles">The tiles with their requested classes.</param>
/// <param name="Plausibility">Per tile: 1 plausible, 0 implausible, between if raters differ or are unsure.</param>
/// <param name="Faults">Per tile: for every criterion, whether raters marked it as wrong.</param>
/// <param name="AtRandom">Per tile: whether it was chosen at random for rating. Only such tiles are held out, since the
/// others are hard cases. Null if all were chosen at random.</param>
public sealed record RatedTiles(
    TileSet Tiles,
    IReadOnlyList<double> Plausibility,
    IReadOnlyList<IReadOnlyList<bool>> Faults,
    IReadOnlyList<bool>? AtRandom = null)
{
    /// <summary>Per tile: its weight in training; null if all weights are equal.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>
    /// Per tile: the left tile of its pair, of the same class. <see cref="Plausibility"/> then tells how far the right
    /// tile is more plausible, and <see cref="Faults"/> are empty. Null if tiles were rated singly.
    /// </summary>
    public TileSet? Beside { get; init; }

    /// <summary>The rated tiles at the given places.</summary>
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
