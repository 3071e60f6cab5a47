namespace PathAlign.Statistics;

/// <summary>Compares predicted probabilities with outcomes.</summary>
public static class Probabilities
{
    /// <summary>
    /// Area under the ROC curve: the probability that a true case ranks above a false one; ties count half (Hanley and
    /// McNeil 1982). NaN if all cases are of one kind.
    /// </summary>
    /// <exception cref="ArgumentException">A prediction is NaN and so has no rank.</exception>
    public static double Auroc(IReadOnlyList<double> predicted, IReadOnlyList<bool> truth)
    {
        if (predicted.Any(double.IsNaN))
            throw new ArgumentException("ranking: expected numbers, got NaN among the predictions", nameof(predicted));
        var order = Enumerable.Range(0, predicted.Count).OrderBy(i => predicted[i]).ToArray();
        double rankSum = 0;
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && predicted[order[end]] == predicted[order[start]]) end++;
            for (var i = start; i < end; i++) if (truth[order[i]]) rankSum += (start + 1 + end) / 2.0;
            start = end;
        }
        double positives = truth.Count(t => t), negatives = truth.Count - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    /// <summary>Mean squared error of the probabilities (Brier 1950).</summary>
    public static double Brier(IReadOnlyList<double> predicted, IReadOnlyList<bool> truth) =>
        predicted.Zip(truth, (p, t) => (p - (t ? 1 : 0)) * (p - (t ? 1 : 0))).Average();

    /// <summary>
    /// Expected calibration error (Naeini et al. 2015): mean gap between prediction and outcome over bins of equal
    /// width, weighted by their counts.
    /// </summary>
    public static double CalibrationError(IReadOnlyList<double> predicted, IReadOnlyList<bool> truth, int bins = 10) =>
        Reliability(predicted, truth, bins).Sum(b => Math.Abs(b.Predicted - b.Observed) * b.Count) / Math
            .Max(1, predicted.Count);

    /// <summary>The reliability curve: the non-empty bins of equal width.</summary>
    public static IReadOnlyList<ReliabilityBin> Reliability(
        IReadOnlyList<double> predicted, IReadOnlyList<bool> truth, int bins = 10) =>
    [
        .. Enumerable.Range(0, predicted.Count)
            .GroupBy(i => Math.Min(bins - 1, (int)(predicted[i] * bins)))
            .OrderBy(g => g.Key)
            .Select(
                g =>
                    new ReliabilityBin(
                        g.Average(i => predicted[i]), g.Count(i => truth[i]) / (double)g.Count(), g.Count()))
    ];
}
