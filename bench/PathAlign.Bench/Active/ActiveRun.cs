using PathAlign.Statistics;

namespace PathAlign.Bench.Active;

/// <summary>One repetition of a chooser in one round.</summary>
/// <param name="Chooser">The chooser.</param>
/// <param name="Home">The round.</param>
/// <param name="Predicted">The predicted plausibility of each test image, after each step.</param>
internal sealed record ActiveRun(string Chooser, int Home, IReadOnlyList<double[]> Predicted)
{
    /// <summary>The area under the ROC curve over some or all test images, without those rated unsure.</summary>
    internal static double Auroc(double[] predicted, double[] truth, int[]? rows)
    {
        var used = (rows ?? [.. Enumerable.Range(0, truth.Length)]).Where(i => truth[i] != 0.5).ToArray();
        return Probabilities.Auroc([.. used.Select(i => predicted[i])], [.. used.Select(i => truth[i] > 0.5)]);
    }
}
