namespace PathAlign.Statistics.Agreement;

/// <summary>
/// Krippendorff's α: agreement of any number of raters beyond chance, with missing values (Krippendorff, Computing
/// Krippendorff's Alpha-Reliability, 2011). 1 is perfect, 0 is chance level, below 0 is systematic disagreement.
/// </summary>
public static class Krippendorff
{
    /// <summary>
    /// α = 1 − Dₒ/Dₑ by the coincidence matrix. NaN if no unit has two values, or all values are the same.
    /// </summary>
    /// <param name="units">For each rated thing, its values; units with fewer than two values are ignored.</param>
    /// <param name="level">The metric.</param>
    public static double Alpha(IReadOnlyList<IReadOnlyList<double>> units, MeasurementLevel level)
    {
        var paired = units.Where(u => u.Count > 1).ToList();
        var values = paired.SelectMany(u => u).Distinct().Order().ToArray();
        var coincidences = Coincidences(paired, values);
        var totals = values.Select((_, c) => values.Select((_, k) => coincidences[c, k]).Sum()).ToArray();
        var n = totals.Sum();

        double observed = 0, expected = 0;
        for (var c = 0; c < values.Length; c++)
        {
            for (var k = 0; k < values.Length; k++)
            {
                var distance = Distance(level, values, totals, Math.Min(c, k), Math.Max(c, k));
                observed += coincidences[c, k] * distance;
                expected += totals[c] * totals[k] * distance;
            }
        }
        return expected == 0 ? double.NaN : 1 - ((n - 1) * observed / expected);
    }

    // Every ordered pair of values within a unit of m values counts 1/(m − 1), so that a unit counts m.
    private static double[,] Coincidences(IReadOnlyList<IReadOnlyList<double>> units, double[] values)
    {
        var matrix = new double[values.Length, values.Length];
        foreach (var unit in units)
        {
            var places = unit.Select(v => Array.BinarySearch(values, v)).ToArray();
            for (var i = 0; i < places.Length; i++)
                for (var j = 0; j < places.Length; j++)
                    if (i != j) matrix[places[i], places[j]] += 1.0 / (places.Length - 1);
        }
        return matrix;
    }

    /// <summary>The squared difference δ² of values c ≤ k.</summary>
    private static double Distance(MeasurementLevel level, double[] values, double[] totals, int c, int k)
    {
        if (c == k) return 0;
        return level switch
        {
            MeasurementLevel.Nominal => 1,
            MeasurementLevel.Ordinal => Square(totals[c..(k + 1)].Sum() - ((totals[c] + totals[k]) / 2)),
            MeasurementLevel.Interval => Square(values[c] - values[k]),
            _ => values[c] + values[k] == 0 ? 0 : Square((values[c] - values[k]) / (values[c] + values[k])),
        };
    }

    private static double Square(double x) => x * x;
}
