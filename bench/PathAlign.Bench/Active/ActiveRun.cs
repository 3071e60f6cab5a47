using PathAlign.Statistics;

namespace PathAlign.Bench.Active;

/// <summary>One way of choosing, in one round, once.</summary>
/// <param name="Chooser">The way.</param>
/// <param name="Home">The round.</param>
/// <param name="Predicted">After each step, the plausibility of each test image.</param>
internal sealed record ActiveRun(string Chooser, int Home, IReadOnlyList<double[]> Predicted)
{
    /// <summary>The area under the ROC curve over some of the test images, or all; unsure is no truth.</summary>
    internal static double Auroc(double[] predicted, double[] truth, int[]? rows)
    {
        var used = (rows ?? [.. Enumerable.Range(0, truth.Length)]).Where(i => truth[i] != 0.5).ToArray();
        return Probabilities.Auroc([.. used.Select(i => predicted[i])], [.. used.Select(i => truth[i] > 0.5)]);
    }
}
