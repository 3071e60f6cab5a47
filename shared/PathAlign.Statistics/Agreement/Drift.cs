namespace PathAlign.Statistics.Agreement;

/// <summary>Measures whether a rater's habits change over time.</summary>
public static class Drift
{
    /// <summary>
    /// The least-squares slope of values over their order, per <paramref name="per"/> values, with a bootstrap
    /// interval; null for fewer than ten values.
    /// </summary>
    /// <param name="values">The values, in the order in which they were given.</param>
    /// <param name="per">The unit of the slope.</param>
    public static Interval? Slope(IReadOnlyList<double> values, int per = 100) =>
        values.Count < 10 ? null : Bootstrap.Interval(values.Count, rows => per * Slope(rows, values), samples: 500);

    private static double Slope(int[] rows, IReadOnlyList<double> values)
    {
        var (meanPlace, mean) = (rows.Average(), rows.Average(r => values[r]));
        var spread = rows.Sum(r => (r - meanPlace) * (r - meanPlace));
        return spread == 0 ? 0 : rows.Sum(r => (r - meanPlace) * (values[r] - mean)) / spread;
    }
}
