using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace PathAlign.Evaluator.Distribution;

/// <summary>Feature vectors, one row per image.</summary>
/// <param name="Rows">Number of images.</param>
/// <param name="Columns">Number of features.</param>
/// <param name="Values">Rows × Columns, row by row.</param>
public sealed record FeatureMatrix(int Rows, int Columns, double[] Values)
{
    /// <summary>Converts the single-precision output of a network.</summary>
    public static FeatureMatrix Of(float[] values, int rows) =>
        new(rows, rows == 0 ? 0 : values.Length / rows, [.. values.Select(v => (double)v)]);

    /// <summary>One image's features.</summary>
    public ReadOnlySpan<double> Row(int index) => Values.AsSpan(index * Columns, Columns);

    /// <summary>The rows at the given places, in that order.</summary>
    public FeatureMatrix Subset(IReadOnlyList<int> rows)
    {
        var values = new double[rows.Count * Columns];
        for (var i = 0; i < rows.Count; i++) Row(rows[i]).CopyTo(values.AsSpan(i * Columns));
        return new FeatureMatrix(rows.Count, Columns, values);
    }

    /// <summary>
    /// The distances of each row to its k nearest other rows, the nearest first. Memory grows with the number of rows,
    /// not with its square.
    /// </summary>
    /// <param name="k">How many.</param>
    /// <param name="progress">Told how many of how many rows are done; from several threads.</param>
    /// <param name="cancel">Ends it between two rows.</param>
    public double[][] Nearest(int k, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        var (found, done) = (new double[Rows][], 0);
        Parallel.For(0, Rows, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            var nearest = new double[k];
            Array.Fill(nearest, double.PositiveInfinity);
            for (var j = 0; j < Rows; j++)
            {
                if (j == i) continue;
                var distance = TensorPrimitives.Distance(Row(i), Row(j));
                if (!(distance < nearest[^1])) continue;   // nor is what is no number
                var place = Array.FindIndex(nearest, other => distance < other);
                Array.Copy(nearest, place, nearest, place + 1, k - place - 1);
                nearest[place] = distance;
            }
            found[i] = nearest;
            progress?.Invoke(Interlocked.Increment(ref done), Rows);
        });
        return found;
    }

    /// <summary>Euclidean distances from each of these rows to each of <paramref name="other"/>: [i, j].</summary>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public double[,] DistancesTo(FeatureMatrix other)
    {
        RequireColumnsOf(other);
        var distances = new double[Rows, other.Rows];
        Parallel.For(0, Rows, i => DistancesTo(
            other, i, MemoryMarshal.CreateSpan(ref distances[i, 0], other.Rows)));
        return distances;
    }

    /// <summary>Euclidean distances from one row to each of <paramref name="other"/>.</summary>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public void DistancesTo(FeatureMatrix other, int row, Span<double> distances)
    {
        RequireColumnsOf(other);
        for (var j = 0; j < other.Rows; j++) distances[j] = TensorPrimitives.Distance(Row(row), other.Row(j));
    }

    private void RequireColumnsOf(FeatureMatrix other)
    {
        if (Columns != other.Columns)
            throw new ArgumentException($"features: expected {Columns} columns, got {other.Columns}");
    }
}
