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
    /// <summary>
    /// Compares generated with real features. Memory grows with the number of rows, not with its square.
    /// </summary>
    /// <exception cref="ArgumentException">There are at most <paramref name="k"/> rows, or the numbers of features
    /// differ.</exception>
    public static Prdc Of(FeatureMatrix real, FeatureMatrix generated, int k = 5) =>
        Of(PointSet.Of(real, k), PointSet.Of(generated, k), k, CancellationToken.None);

    /// <summary>The same for points whose k nearest neighbours are known.</summary>
    public static Prdc Of(PointSet real, PointSet generated, int k, CancellationToken cancel)
    {
        double[] Radii(PointSet points) => [.. points.Nearest.Select(row => row[k - 1])];
        var (radii, tally) = (Radii(real), new PrdcTally(Radii(generated), k));
        Parallel.For(
            0,
            real.Features.Rows,
            new ParallelOptions { CancellationToken = cancel },
            () => new double[generated.Features.Rows],
            (i, _, distances) =>
            {
                real.Features.DistancesTo(generated.Features, i, distances);
                tally.Add(distances, radii[i]);
                return distances;
            },
            _ => { });
        return tally.Result;
    }
}
