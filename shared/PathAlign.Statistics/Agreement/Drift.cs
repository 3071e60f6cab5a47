namespace PathAlign.Statistics.Agreement;

/// <summary>Whether a rater's habits change in the course of the work.</summary>
public static class Drift
{
    /// <summary>
    /// The least-squares slope of values over their order, per <paramref name="per"/> of them, with a bootstrap
    /// interval; null for fewer than ten.
    /// </summary>
    /// <param name="values">In the order in which they were given.</param>
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
