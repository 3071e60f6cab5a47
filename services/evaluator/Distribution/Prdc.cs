namespace PathAlign.Evaluator.Distribution;

/// <summary>
/// Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), with balls that reach to
/// the k-th neighbour.
/// </summary>
/// <param name="Precision">Share of generated points inside some real point's ball.</param>
/// <param name="Recall">Share of real points inside some generated point's ball.</param>
/// <param name="Density">Number of real balls around a generated point, on average, divided by k.</param>
/// <param name="Coverage">Share of real points with a generated point in their ball.</param>
public sealed record Prdc(double Precision, double Recall, double Density, double Coverage)
{
    /// <summary>Compares generated with real features.</summary>
    /// <exception cref="ArgumentException">There are at most <paramref name="k"/> rows.</exception>
    public static Prdc Of(FeatureMatrix real, FeatureMatrix generated, int k = 5) =>
        new Neighbours(real, generated, k).Of([.. Enumerable.Range(0, generated.Rows)]);
}
