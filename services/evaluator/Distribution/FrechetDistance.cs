using MathNet.Numerics.LinearAlgebra;

namespace PathAlign.Evaluator.Distribution;

/// <summary>
/// Fréchet distance between Gaussians fitted to features (Heusel et al. 2017): ‖μ₁−μ₂‖² + Tr(S₁ + S₂ − 2(S₁S₂)^½),
/// covariance over n − 1, double precision. The root is computed from S₁^½ S₂ S₁^½, which is symmetric and
/// has the same trace.
/// </summary>
public static class FrechetDistance
{
    private const double Ridge = 1e-6;

    /// <summary>The distance; it is reliable only if both have many more rows than columns.</summary>
    /// <exception cref="ArgumentException">There are fewer than two rows, or the numbers of columns differ.</exception>
    public static double Between(FeatureMatrix first, FeatureMatrix second)
    {
        if (first.Rows < 2 || second.Rows < 2)
            throw new ArgumentException(
                $"Fréchet distance: expected at least two rows in each matrix, got {first.Rows} and {second.Rows}");
        if (first.Columns != second.Columns)
            throw new ArgumentException(
                $"Fréchet distance: expected equal numbers of columns, got {first.Columns} and {second.Columns}");
        if (Math.Min(first.Rows, second.Rows) < first.Columns) return OfFewRows(first, second);
        var (mean1, covariance1) = Gaussian(first);
        var (mean2, covariance2) = Gaussian(second);
        return Between(mean1, covariance1, mean2, covariance2);
    }

    /// <summary>The distance between two given Gaussians.</summary>
    public static double Between(double[] mean1, double[,] covariance1, double[] mean2, double[,] covariance2)
    {
        var (s1, s2) = (Matrix<double>.Build.DenseOfArray(covariance1), Matrix<double>.Build.DenseOfArray(covariance2));
        var shift = mean1.Zip(mean2, (a, b) => (a - b) * (a - b)).Sum();
        return shift + s1.Trace() + s2.Trace() - (2 * TraceOfRoot(s1, s2));
    }

    private static double TraceOfRoot(Matrix<double> s1, Matrix<double> s2)
    {
        var evd = s1.Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Select(v => v.Real).ToArray();
        if (values.Min() <= 0)
        {
            // A singular covariance has no reliable root: both get the same small ridge, as in the reference
            // implementation.
            var ridge = Matrix<double>.Build.DenseIdentity(s1.RowCount) * Ridge;
            (s1, s2) = (s1 + ridge, s2 + ridge);
            evd = s1.Evd(Symmetricity.Symmetric);
            values = [.. evd.EigenValues.Select(v => v.Real)];
        }
        var root = evd.EigenVectors * Matrix<double>.Build.DenseOfDiagonalArray(
            [.. values.Select(v => Math.Sqrt(Math.Max(0, v)))]) * evd.EigenVectors.Transpose();
        var product = root * s2 * root;
        product = (product + product.Transpose()) / 2;
        return product.Evd(Symmetricity.Symmetric).EigenValues.Sum(v => Math.Sqrt(Math.Max(0, v.Real)));
    }

    /// <summary>
    /// The trace for a singular covariance, without computing the covariance: with centred rows X and Y, the
    /// eigenvalues of S₁S₂ are those of KKᵀ/((n−1)(m−1)), K = YXᵀ, and zeros.
    /// </summary>
    private static double OfFewRows(FeatureMatrix first, FeatureMatrix second)
    {
        if (first.Rows < second.Rows) (first, second) = (second, first);
        var (mean1, x) = Centred(first);
        var (mean2, y) = Centred(second);
        var (n, m) = (first.Rows - 1.0, second.Rows - 1.0);
        var cross = y.TransposeAndMultiply(x);                                       // (M, N)
        var roots = cross.TransposeAndMultiply(cross)
            .Evd(Symmetricity.Symmetric).EigenValues
            .Sum(v => Math.Sqrt(Math.Max(0, v.Real)));
        return (mean1 - mean2).DotProduct(mean1 - mean2) + (
            x.PointwisePower(2).ColumnSums().Sum() / n) + (
                y.PointwisePower(2).ColumnSums().Sum() / m) - (2 * roots / Math.Sqrt(n * m));
    }

    private static (double[] mean, double[,] covariance) Gaussian(FeatureMatrix features)
    {
        var (mean, centred) = Centred(features);
        return (mean.ToArray(), (centred.TransposeThisAndMultiply(centred) / (features.Rows - 1)).ToArray());
    }

    private static (Vector<double> mean, Matrix<double> centred) Centred(FeatureMatrix features)
    {
        var matrix = Matrix<double>.Build.DenseOfRowMajor(features.Rows, features.Columns, features.Values);
        var mean = matrix.ColumnSums() / features.Rows;
        return (mean, Matrix<double>.Build.Dense(features.Rows, features.Columns, (i, j) => matrix[i, j] - mean[j]));
    }
}
