using PathAlign.Evaluator.Distribution;

namespace PathAlign.Tests.Evaluator;

/// <summary>Reproducible point sets: s ← (1664525·s + 1013904223) mod 2³², u = s/2³², row by row.</summary>
internal static class GoldenPoints
{
    internal static FeatureMatrix Real { get; } = Draw(24, 1, u => u);

    internal static FeatureMatrix Fake { get; } = Draw(18, 2, u => 0.15 + (0.9 * u));

    private static FeatureMatrix Draw(int rows, uint seed, Func<double, double> map)
    {
        var values = new double[rows * 4];
        var s = seed;
        for (var i = 0; i < values.Length; i++)
        {
            s = unchecked((1664525u * s) + 1013904223u);
            values[i] = map(s / 4294967296.0);
        }
        return new FeatureMatrix(rows, 4, values);
    }
}
