namespace PathAlign.Evaluator.Distribution;

/// <summary>Points with their nearest neighbours among themselves, which take long to find and serve often.</summary>
/// <param name="Features">The points.</param>
/// <param name="Nearest">The distances of each point to its nearest other ones, the nearest first.</param>
public sealed record PointSet(FeatureMatrix Features, double[][] Nearest)
{
    /// <summary>Finds the neighbours.</summary>
    /// <param name="features">The points; more than <paramref name="k"/>.</param>
    /// <param name="k">How many neighbours of each.</param>
    /// <param name="progress">Told how many of how many points are done; from several threads.</param>
    /// <param name="cancel">Ends it between two points.</param>
    /// <exception cref="ArgumentException">There are too few points.</exception>
    public static PointSet Of(
        FeatureMatrix features, int k, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        if (features.Rows <= k)
            throw new ArgumentException($"neighbours: expected more than {k} rows, got {features.Rows}");
        return new PointSet(features, features.Nearest(k, progress, cancel));
    }
}
