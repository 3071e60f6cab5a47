using System.Numerics.Tensors;
using PathAlign.Statistics;

namespace PathAlign.Evaluator.Distribution;

/// <summary>Kernel Inception distance (Bińkowski et al. 2018): unbiased MMD² with the kernel (x·y/d + 1)³.</summary>
public static class KernelDistance
{
    /// <summary>The unbiased MMD² of all rows.</summary>
    public static double Unbiased(FeatureMatrix first, FeatureMatrix second) => Unbiased(Within(first), first, second);

    /// <summary>The same, with the term of <paramref name="first"/> that <see cref="Within"/> gave.</summary>
    public static double Unbiased(double within, FeatureMatrix first, FeatureMatrix second) =>
        within + Within(second) - (2 * Sum(first, second, skipDiagonal: false) / first.Rows / second.Rows);

    /// <summary>The mean kernel of two different rows. It takes time in proportion to the square of the rows.</summary>
    public static double Within(FeatureMatrix rows) =>
        Sum(rows, rows, skipDiagonal: true) / rows.Rows / (rows.Rows - 1);

    /// <summary>Mean and standard deviation of the unbiased MMD² over random subsets of equal size.</summary>
    public static (double mean, double deviation) OverSubsets(
        FeatureMatrix first, FeatureMatrix second, int subsets = 50, int size = 100, ulong seed = 0)
    {
        size = Math.Min(size, Math.Min(first.Rows, second.Rows));
        var values = new double[subsets];
        for (var i = 0; i < subsets; i++)
        {
            var random = new CounterRandom(seed, (ulong)i);
            values[i] = Unbiased(
                first.Subset(random.Permutation(first.Rows)[..size]),
                second.Subset(random.Permutation(second.Rows)[..size]));
        }
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, subsets - 1)));
    }

    private static double Sum(FeatureMatrix a, FeatureMatrix b, bool skipDiagonal)
    {
        double sum = 0;
        for (var i = 0; i < a.Rows; i++)
            for (var j = 0; j < b.Rows; j++)
            {
                if (skipDiagonal && i == j) continue;
                var value = (TensorPrimitives.Dot(a.Row(i), b.Row(j)) / a.Columns) + 1;
                sum += value * value * value;
            }
        return sum;
    }
}
