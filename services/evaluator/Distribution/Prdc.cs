namespace PathAlign.Evaluator.Distribution;

/// <summary>Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020), by balls to the k-th neighbour.</summary>
/// <param name="Precision">Share of generated points inside some real point's ball.</param>
/// <param name="Recall">Share of real points inside some generated point's ball.</param>
/// <param name="Density">Real balls that hold a generated point, on average over k.</param>
/// <param name="Coverage">Share of real points with a generated point in their ball.</param>
public sealed record Prdc(double Precision, double Recall, double Density, double Coverage)
{
    /// <summary>Compares generated with real features.</summary>
    /// <exception cref="ArgumentException">Not more rows than <paramref name="k"/>.</exception>
    public static Prdc Of(FeatureMatrix real, FeatureMatrix generated, int k = 5)
    {
        if (real.Rows <= k || generated.Rows <= k) throw new ArgumentException($"neighbours: expected more than {k} rows each, got {real.Rows} and {generated.Rows}");
        var (realRadii, generatedRadii) = (Radii(real, k), Radii(generated, k));
        var distances = real.DistancesTo(generated);
        var (inAny, inBalls, recalled, covered) = (new bool[generated.Rows], 0L, 0, 0);
        for (var i = 0; i < real.Rows; i++)
        {
            var (isRecalled, nearest) = (false, double.PositiveInfinity);
            for (var j = 0; j < generated.Rows; j++)
            {
                var distance = distances[i, j];
                if (distance < realRadii[i])
                {
                    inAny[j] = true;
                    inBalls++;
                }
                isRecalled |= distance < generatedRadii[j];
                nearest = Math.Min(nearest, distance);
            }
            if (isRecalled) recalled++;
            if (nearest < realRadii[i]) covered++;
        }
        return new Prdc(inAny.Count(x => x) / (double)generated.Rows, recalled / (double)real.Rows, inBalls / (double)k / generated.Rows, covered / (double)real.Rows);
    }

    private static double[] Radii(FeatureMatrix points, int k)
    {
        var distances = points.DistancesTo(points);
        return [.. Enumerable.Range(0, points.Rows).Select(i =>
        {
            var row = Enumerable.Range(0, points.Rows).Select(j => distances[i, j]).ToArray();
            Array.Sort(row);
            return row[k];   // row[0] is the point itself
        })];
    }
}
