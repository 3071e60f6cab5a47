using PathAlign.Statistics;

namespace PathAlign.Models.Diffusion;

/// <summary>
/// Standard normal noise as a pure function of (seed, image, draw): an image does not depend on batch size, order or
/// device. SplitMix64 (Steele et al. 2014) on a counter, then Box–Muller in double precision, rounded once to float.
/// </summary>
public static class ImageNoise
{
    /// <summary>Fills <paramref name="values"/> with the noise of one image.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="image">The image's index in the run.</param>
    /// <param name="draw">Number of the draw: 0 for the start, then one per stochastic step.</param>
    /// <param name="values">Receives the noise.</param>
    public static void Fill(ulong seed, long image, int draw, Span<float> values)
    {
        var key = CounterRandom.Mix(CounterRandom.Mix(CounterRandom.Mix(seed) ^ (ulong)image) ^ (uint)draw);
        for (var i = 0; i < values.Length; i += 2)
        {
            // (0, 1] keeps the logarithm finite.
            var u = 1 - CounterRandom.Unit(CounterRandom.Mix(key + (ulong)i));
            var v = CounterRandom.Unit(CounterRandom.Mix(key + (ulong)i + 1));
            var radius = Math.Sqrt(-2 * Math.Log(u));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * v));
            if (i + 1 < values.Length) values[i + 1] = (float)(radius * Math.Sin(2 * Math.PI * v));
        }
    }
}
