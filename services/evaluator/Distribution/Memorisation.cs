namespace PathAlign.Evaluator.Distribution;

/// <summary>Whether generated points are copies of training points.</summary>
public static class Memorisation
{
    /// <summary>
    /// Share of generated points farther from their nearest real point than that one is from its own nearest real point
    /// (Alaa et al. 2022, indexed as dgm-eval does).
    /// </summary>
    public static double Authenticity(FeatureMatrix real, FeatureMatrix generated) =>
        new Neighbours(real, generated, k: 1).Authenticity([.. Enumerable.Range(0, generated.Rows)]);

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
