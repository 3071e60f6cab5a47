namespace PathAlign.Statistics;

/// <summary>Percentile intervals by resampling with replacement (Efron 1979), seeded.</summary>
public static class Bootstrap
{
    /// <summary>The interval of a figure over <paramref name="count"/> things.</summary>
    /// <param name="count">Number of things.</param>
    /// <param name="figure">The figure of a sample, given by indices.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="level">The share of samples inside the interval, in (0, 1).</param>
    public static Interval Interval(
        int count, Func<int[], double> figure, int samples = 1000, ulong seed = 0, double level = 0.95)
    {
        var values = new double[samples];
        for (var s = 0; s < samples; s++)
        {
            var random = new CounterRandom(seed, (ulong)s);
            var rows = new int[count];
            for (var i = 0; i < count; i++) rows[i] = random.NextInt(count);
            values[s] = figure(rows);
        }
        Array.Sort(values);
        return new Interval(
            figure([.. Enumerable.Range(0, count)]),
            values[(int)((1 - level) / 2 * samples)],
            values[(int)((1 + level) / 2 * samples)],
            count);
    }
}
