using MathNet.Numerics.LinearAlgebra;

namespace PathAlign.Evaluator.Distribution;

/// <summary>
/// Vendi score (Friedman and Dieng 2023): the effective number of different points, exp of the entropy of K/n's
/// eigenvalues.
/// </summary>
public static class Vendi
{
    /// <summary>The score of a similarity matrix with ones on its diagonal.</summary>
    public static double Of(double[,] similarity)
    {
        var n = similarity.GetLength(0);
        var eigenvalues = (Matrix<double>.Build.DenseOfArray(similarity) / n).Evd(Symmetricity.Symmetric).EigenValues
            .Select(v => v.Real);
        return Math.Exp(-eigenvalues.Where(v => v > 1e-12).Sum(v => v * Math.Log(v)));
    }

    /// <summary>The score of features with cosine similarity.</summary>
    public static double OfCosines(FeatureMatrix features)
    {
        var matrix = Matrix<double>.Build.DenseOfRowMajor(features.Rows, features.Columns, features.Values)
            .NormalizeRows(2);
        return Of(matrix.TransposeAndMultiply(matrix).ToArray());
    }
}
