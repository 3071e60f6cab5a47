using PathAlign.Statistics;

namespace PathAlign.Training;

/// <summary>
/// Which tiles a step sees, as a pure function of (seed, step): every epoch a new shuffled order, so that a run resumed
/// at any step goes on as it would have.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="tiles">How many there are.</param>
/// <param name="batch">How many a step takes.</param>
public sealed class BatchPlan(ulong seed, int tiles, int batch)
{
    private long _epoch = -1;
    private int[] _order = [];

    /// <summary>The tiles of a step.</summary>
    public int[] At(long step) => [.. Enumerable.Range(0, batch).Select(i => Tile((step * batch) + i))];

    /// <summary>A symmetry of the square for each tile of a step.</summary>
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
