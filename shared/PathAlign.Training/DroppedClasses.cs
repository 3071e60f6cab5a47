using PathAlign.Statistics;

namespace PathAlign.Training;

/// <summary>
/// Leaves out the class of some images of a step, for classifier-free guidance (Ho and Salimans 2022), as a pure
/// function of (seed, step).
/// </summary>
public static class DroppedClasses
{
    /// <summary>The classes of a step's images; some are replaced by <paramref name="none"/>.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="share">The share that is left out, 0 to 1.</param>
    /// <param name="none">The label that means no class.</param>
    public static long[] At(ulong seed, long step, IEnumerable<int> labels, double share, long none)
    {
        var random = new CounterRandom(seed, (ulong)step, Purpose.ClassDrop);
        return [.. labels.Select(label => random.NextUnit() < share ? none : label)];
    }
}
