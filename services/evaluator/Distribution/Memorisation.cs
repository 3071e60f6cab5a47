using System.Numerics.Tensors;

namespace PathAlign.Evaluator.Distribution;

/// <summary>Measures whether generated points are copies of training points.</summary>
public static class Memorisation
{
    /// <summary>
    /// Authenticity: share of generated points that are farther from their nearest real point than this real point is
    /// from its own nearest real point (Alaa et al. 2022, indexed as in dgm-eval).
    /// </summary>
    /// <remarks>Memory grows with the number of rows, not with its square.</remarks>
    public static double Authenticity(FeatureMatrix real, FeatureMatrix generated) =>
        Authenticity(PointSet.Of(real, 1), generated, CancellationToken.None);

    /// <summary>The same for real points whose nearest neighbours are known.</summary>
    public static double Authenticity(PointSet real, FeatureMatrix generated, CancellationToken cancel)
    {
        var authentic = 0;
        Parallel.For(
            0,
            generated.Rows,
            new ParallelOptions { CancellationToken = cancel },
            () => new double[real.Features.Rows],
            (i, _, distances) =>
            {
                generated.DistancesTo(real.Features, i, distances);
                if (IsAuthentic(distances, nearest => real.Nearest[nearest][0])) Interlocked.Increment(ref authentic);
                return distances;
            },
            _ => { });
        return authentic / (double)generated.Rows;
    }

    /// <summary>Whether a generated point is no copy, by its distances to all real points.</summary>
    /// <param name="distances">The distance to each real point.</param>
    /// <param name="own">The distance of a real point to its own nearest one.</param>
    internal static bool IsAuthentic(ReadOnlySpan<double> distances, Func<int, double> own)
    {
        var nearest = TensorPrimitives.IndexOfMin(distances);
        return distances[nearest] > own(nearest);
    }

    /// <summary>
    /// The nearest rows of <paramref name="reference"/> to each row of <paramref name="query"/>, nearest first.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<(int index, double distance)>> Nearest(
        FeatureMatrix query, FeatureMatrix reference, int count)
    {
        var distances = query.DistancesTo(reference);
        return [.. Enumerable.Range(0, query.Rows).Select(i => (IReadOnlyList<(int, double)>)
            [
                .. Enumerable.Range(0, reference.Rows)
                    .Select(j => (j, distances[i, j]))
                    .OrderBy(e => e.Item2)
                    .Take(count)
            ])];
    }
}
