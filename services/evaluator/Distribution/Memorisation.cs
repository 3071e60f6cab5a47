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
    public static double Authenticity(FeatureMatrix real, FeatureMatrix generated)
    {
        Neighbours.Require(real, generated, k: 1);
        var (own, authentic) = (real.Nearest(1), 0);
        Parallel.For(
            0,
            generated.Rows,
            () => new double[real.Rows],
            (i, _, distances) =>
            {
                generated.DistancesTo(real, i, distances);
                var nearest = TensorPrimitives.IndexOfMin<double>(distances);
                if (distances[nearest] > own[nearest][0]) Interlocked.Increment(ref authentic);
                return distances;
            },
            _ => { });
        return authentic / (double)generated.Rows;
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
