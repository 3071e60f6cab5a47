namespace PathAlign.Statistics.Agreement;

/// <summary>
/// Cohen's κ of two raters, plain and weighted (Cohen 1960, 1968): agreement beyond chance, given each rater's own
/// habits.
/// </summary>
public static class Kappa
{
    /// <summary>Unweighted κ: every disagreement counts the same.</summary>
    /// <param name="pairs">The answers of the first and the second rater for each thing, as positions on the scale from
    /// 0.</param>
    /// <param name="steps">Steps of the scale.</param>
    public static double Plain(IReadOnlyList<(int First, int Second)> pairs, int steps) =>
        Weighted(pairs, steps, (a, b) => a == b ? 0 : 1);

    /// <summary>
    /// Quadratically weighted κ: a disagreement counts by the square of its steps. This κ is the intraclass correlation
    /// (Fleiss and Cohen 1973).
    /// </summary>
    /// <param name="pairs">The answers of the first and the second rater for each thing, as positions on the scale from
    /// 0.</param>
    /// <param name="steps">Steps of the scale.</param>
    public static double Quadratic(IReadOnlyList<(int First, int Second)> pairs, int steps) =>
        Weighted(pairs, steps, (a, b) => (a - b) * (a - b));

    /// <summary>
    /// κ = 1 − Σvₒ/Σvₑ with disagreement weights v. NaN if nothing was rated or no disagreement is expected by chance.
    /// </summary>
    /// <param name="pairs">The answers of the first and the second rater for each thing, as positions on the scale from
    /// 0.</param>
    /// <param name="steps">Steps of the scale.</param>
    /// <param name="disagreement">The weight of a disagreement between two answers; 0 if they agree.</param>
    /// <exception cref="ArgumentException">A position is not on the scale.</exception>
    public static double Weighted(
        IReadOnlyList<(int First, int Second)> pairs, int steps, Func<int, int, double> disagreement)
    {
        var (first, second) = (new double[steps], new double[steps]);
        double observed = 0;
        foreach (var (a, b) in pairs)
        {
            if (a < 0 || b < 0 || a >= steps || b >= steps)
                throw new ArgumentException(
                    $"kappa: expected places of 0 to {steps - 1}, got {a} and {b}", nameof(pairs));
            first[a]++;
            second[b]++;
            observed += disagreement(a, b);
        }
        double expected = 0;
        for (var a = 0; a < steps; a++)
            for (var b = 0; b < steps; b++)
                expected += first[a] * second[b] * disagreement(a, b);
        return expected == 0 ? double.NaN : 1 - (observed * pairs.Count / expected);
    }
}
