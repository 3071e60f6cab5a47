using PathAlign.Statistics;

namespace PathAlign.Evaluator.Comparison;

/// <summary>
/// Intervals of figures that duplicates would distort, such as nearest-neighbour figures: the delete-half jackknife
/// (Shao and Wu 1989). The spread of a figure over random halves is its standard error; no half contains an image
/// twice.
/// </summary>
internal static class HalfSampling
{
    private const double Z = 1.959963984540054;

    /// <summary>A figure of all images with its 95 % interval.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="figure">The figure of a subset, given by indices.</param>
    /// <param name="halves">Number of random halves.</param>
    /// <param name="seed">Seed of the halves.</param>
    internal static Interval Of(int count, Func<int[], double> figure, int halves, ulong seed)
    {
        var value = figure([.. Enumerable.Range(0, count)]);
        var values = Enumerable.Range(0, halves).AsParallel().AsOrdered()
            .Select(h => figure([.. new CounterRandom(seed, (ulong)h).Permutation(count).Take(count / 2).Order()]))
                .ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return new Interval(value, value - (Z * error), value + (Z * error), count);
    }
}
