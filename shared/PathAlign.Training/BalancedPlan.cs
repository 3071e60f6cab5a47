namespace PathAlign.Training;

/// <summary>
/// The tiles of each step with every class equally often, however many tiles it has, as a pure function of (seed,
/// step). A class begins a new shuffled order whenever its tiles are used up.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="labels">The label of each tile.</param>
/// <param name="batch">Number of tiles per step.</param>
public sealed class BalancedPlan(ulong seed, IReadOnlyList<int> labels, int batch)
{
    private readonly (int[] Tiles, BatchPlan Plan)[] _classes =
    [
        .. labels.Index()
            .GroupBy(tile => tile.Item, tile => tile.Index)
            .OrderBy(c => c.Key)
            .Select(c => (Tiles: c.ToArray(), Label: (ulong)c.Key))
            .Select(c => (c.Tiles, new BatchPlan(seed + c.Label, c.Tiles.Length, batch: 1))),
    ];

    /// <summary>The indices of a step's tiles.</summary>
    public int[] At(long step) => [.. Enumerable.Range(0, batch).Select(i => Tile((step * batch) + i))];

    private int Tile(long position)
    {
        var (turn, place) = Math.DivRem(position, _classes.Length);
        var (tiles, plan) = _classes[place];
        return tiles[plan.At(turn)[0]];
    }
}
