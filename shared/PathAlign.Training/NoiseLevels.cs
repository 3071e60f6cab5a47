using PathAlign.Models.Diffusion;
using PathAlign.Statistics;

namespace PathAlign.Training;

/// <summary>
/// The noise levels of a step's images, as a pure function of (seed, step): one level per image, spread evenly over all
/// levels. The loss then varies less than with independent draws.
/// </summary>
public static class NoiseLevels
{
    /// <summary>The levels (B) of a step, each from 0 to <see cref="NoiseSchedule.Steps"/> - 1.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step.</param>
    /// <param name="batch">Number of images per step.</param>
    public static int[] At(ulong seed, long step, int batch)
    {
        var random = new CounterRandom(seed, (ulong)step, Purpose.NoiseLevel);
        var shift = random.NextUnit();
        // the remainder is needed if the sum is rounded up to the batch size
        return [.. random.Permutation(batch).Select(i => (int)((i + shift) % batch / batch * NoiseSchedule.Steps))];
    }
}
