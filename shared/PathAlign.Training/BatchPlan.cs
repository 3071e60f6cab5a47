using PathAlign.Statistics;

namespace PathAlign.Training;

/// <summary>
/// The tiles of each step, as a pure function of (seed, step): every epoch has a new shuffled order. A run that resumes
/// at any step therefore sees the same tiles as a run that never stopped.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="tiles">Number of tiles.</param>
/// <param name="batch">Number of tiles per step.</param>
public sealed class BatchPlan(ulong seed, int tiles, int batch)
{
    private long _epoch = -1;
    private int[] _order = [];

    /// <summary>The indices of a step's tiles.</summary>
    public int[] At(long step) => [.. Enumerable.Range(0, batch).Select(i => Tile((step * batch) + i))];

    /// <summary>A symmetry of the square, 0 to 7, for each tile of a step.</summary>
    public int[] SymmetriesAt(long step)
    {
        var random = new CounterRandom(seed, (ulong)step, Purpose.Symmetry);
        return [.. Enumerable.Range(0, batch).Select(_ => random.NextInt(8))];
    }

    private int Tile(long position)
    {
        var epoch = position / tiles;
        if (epoch != _epoch)
            (_epoch, _order) = (epoch, new CounterRandom(seed, (ulong)epoch, Purpose.Order).Permutation(tiles));
        return _order[position % tiles];
    }
}
