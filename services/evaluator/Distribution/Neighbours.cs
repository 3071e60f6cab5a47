namespace PathAlign.Evaluator.Distribution;

/// <summary>
/// Distances between real and generated points, computed once and used for any subset of the generated points.
/// </summary>
public sealed class Neighbours
{
    private readonly int _k;
    private readonly double[] _realRadii, _realNearest;
    private readonly double[,] _across, _among;   // [real, generated], [generated, generated]

    /// <param name="real">Features of real images.</param>
    /// <param name="generated">Features of generated images.</param>
    /// <param name="k">A point's radius is the distance to its k-th neighbour.</param>
    /// <exception cref="ArgumentException">There are too few rows for k neighbours, or the numbers of columns
    /// differ.</exception>
    public Neighbours(FeatureMatrix real, FeatureMatrix generated, int k = 5)
    {
        if (real.Rows <= k || generated.Rows <= k)
            throw new ArgumentException(
                $"neighbours: expected more than {k} rows in each matrix, got {real.Rows} and {generated.Rows}");
        (_k, _across, _among) = (k, real.DistancesTo(generated), generated.DistancesTo(generated));
        var nearest = real.Nearest(k);
        (_realRadii, _realNearest) = ([.. nearest.Select(row => row[k - 1])], [.. nearest.Select(row => row[0])]);
    }

    /// <summary>Precision, recall, density and coverage of some of the generated points.</summary>
    /// <param name="rows">The generated points to use; more than k.</param>
    public Prdc Of(int[] rows)
    {
        var (tally, distances) = (new PrdcTally(Radii(_among, rows, _k), _k), new double[rows.Length]);
        for (var i = 0; i < _realRadii.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++) distances[j] = _across[i, rows[j]];
            tally.Add(distances, _realRadii[i]);
        }
        return tally.Result;
    }

    /// <summary>
    /// Authenticity: share of generated points that are farther from their nearest real point than this real point is
    /// from its own nearest real point (Alaa et al. 2022, indexed as in dgm-eval).
    /// </summary>
    public double Authenticity(int[] rows)
    {
        var distances = new double[_realNearest.Length];
        return rows.Count(column =>
        {
            for (var i = 0; i < distances.Length; i++) distances[i] = _across[i, column];
            return Memorisation.IsAuthentic(distances, nearest => _realNearest[nearest]);
        }) / (double)rows.Length;
    }

    /// <summary>The distance of each point to its k-th nearest other point in the subset.</summary>
    private static double[] Radii(double[,] distances, int[] rows, int k) =>
        [.. rows.AsParallel().AsOrdered().Select(i =>
    {
        var others = new double[rows.Length];
        for (var j = 0; j < rows.Length; j++) others[j] = distances[i, rows[j]];
        Array.Sort(others);
        return others[k];   // others[0] is the point itself
    })];
}
