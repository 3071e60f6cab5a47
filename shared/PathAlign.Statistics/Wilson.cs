namespace PathAlign.Statistics;

/// <summary>Wilson's score interval of a share (Wilson 1927), 95 %.</summary>
public static class Wilson
{
    private const double Z = 1.959963984540054;

    /// <summary>The interval of <paramref name="hits"/> in <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentException">The count is 0, or there are more hits than the count.</exception>
    public static Interval Interval(int hits, int count)
    {
        if (count < 1 || hits < 0 || hits > count)
            throw new ArgumentException($"share: expected hits within a count of at least 1, got {hits} of {count}");
        var (p, n) = (hits / (double)count, (double)count);
        var centre = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return new Interval(p, Math.Max(0, centre - half), Math.Min(1, centre + half), count);
    }
}
