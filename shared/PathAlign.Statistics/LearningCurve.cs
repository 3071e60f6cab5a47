namespace PathAlign.Statistics;

/// <summary>How a figure grows with the amount of training data.</summary>
public static class LearningCurve
{
    /// <summary>
    /// Isotonic regression: the non-decreasing curve that is closest to the figures by least squares (pool adjacent
    /// violators, Ayer et al. 1955).
    /// </summary>
    public static double[] Rising(IReadOnlyList<double> figures)
    {
        var blocks = new List<(double Mean, int Count)>();
        foreach (var figure in figures)
        {
            blocks.Add((figure, 1));
            while (blocks.Count > 1 && blocks[^2].Mean > blocks[^1].Mean)
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((((a.Mean * a.Count) + (b.Mean * b.Count)) / (a.Count + b.Count), a.Count + b.Count));
            }
        }
        return [.. blocks.SelectMany(b => Enumerable.Repeat(b.Mean, b.Count))];
    }

    /// <summary>
    /// The smallest amount at which the rising curve reaches a figure, with straight lines between amounts.
    /// </summary>
    /// <param name="amounts">The amounts, rising.</param>
    /// <param name="figures">One figure per amount.</param>
    /// <param name="target">The figure to reach.</param>
    /// <returns>The first amount if it already reaches the target; infinity if the last one does not.</returns>
    public static double Needed(IReadOnlyList<double> amounts, IReadOnlyList<double> figures, double target)
    {
        var curve = Rising(figures);
        var at = Array.FindIndex(curve, f => f >= target);
        if (at <= 0) return at < 0 ? double.PositiveInfinity : amounts[0];
        return amounts[at - 1] + (
            (amounts[at] - amounts[at - 1]) * (target - curve[at - 1]) / (curve[at] - curve[at - 1]));
    }
}
