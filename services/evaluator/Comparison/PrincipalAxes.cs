using MathNet.Numerics.LinearAlgebra;
using PathAlign.Evaluator.Distribution;

namespace PathAlign.Evaluator.Comparison;

/// <summary>
/// The leading principal axes of real tiles' features. A Fréchet distance needs many more images than dimensions; with
/// a few axes, a round's few hundred images are enough for a distance and its interval.
/// </summary>
internal sealed class PrincipalAxes
{
    private readonly Vector<double> _mean;
    private readonly Matrix<double> _axes;   // (F, K)

    internal PrincipalAxes(FeatureMatrix real, int count)
    {
        var matrix = Matrix<double>.Build.DenseOfRowMajor(real.Rows, real.Columns, real.Values);
        _mean = matrix.ColumnSums() / real.Rows;
        var centred = Matrix<double>.Build.Dense(real.Rows, real.Columns, (i, j) => matrix[i, j] - _mean[j]);
        var vectors = (
            centred.TransposeThisAndMultiply(centred) / (real.Rows - 1)).Evd(Symmetricity.Symmetric).EigenVectors;
        count = Math.Min(count, real.Columns);
        _axes = vectors.SubMatrix(0, real.Columns, real.Columns - count, count);   // eigenvalues come in rising order
    }

    /// <summary>Projects features onto the axes.</summary>
    internal FeatureMatrix Project(FeatureMatrix features)
    {
        var centred = Matrix<double>.Build.Dense(
            features.Rows, features.Columns, (i, j) => features.Values[(i * features.Columns) + j] - _mean[j]);
        var projected = centred * _axes;
        return new FeatureMatrix(features.Rows, _axes.ColumnCount, projected.ToRowMajorArray());
    }
}
