using PathAlign.Models.Diffusion;
using PathAlign.Statistics;

namespace PathAlign.Training;

/// <summary>
/// The noise levels of a step's images, as a pure function of (seed, step): one level an image, spread evenly over all
/// levels, which leaves less noise in the loss than independent draws.
/// </summary>
public static class NoiseLevels
{
    /// <summary>The levels (B) of a step, each from 0 to <see cref="NoiseSchedule.Steps"/> - 1.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step.</param>
    /// <param name="batch">Images a step.</param>
    public static int[] At(ulong seed, long step, int batch)
    {
        var random = new CounterRandom(seed, (ulong)step, Purpose.NoiseLevel);
        var shift = random.NextUnit();
        // the remainder matters where the sum is rounded up to the batch itself
        return [.. random.Permutation(batch).Select(i => (int)((i + shift) % batch / batch * NoiseSchedule.Steps))];
    }
}
