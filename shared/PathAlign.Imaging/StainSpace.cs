namespace PathAlign.Imaging;

/// <summary>
/// Haematoxylin–eosin–residual space (Ruifrok and Johnston 2001): optical density OD = −log10(I) is a sum of stains,
/// each with its own direction in red, green and blue.
/// </summary>
public static class StainSpace
{
    private static readonly double[] _densities =
        [.. Enumerable.Range(0, 256).Select(value => -Math.Log10(Math.Max(value, 1) / 255.0))];

    /// <summary>
    /// Unit directions in optical density, one row per stain: haematoxylin, eosin, residual (their table 1, residual as
    /// DAB).
    /// </summary>
    public static double[,] Directions { get; } = Normalised(
        new[,] { { 0.650, 0.704, 0.286 }, { 0.072, 0.990, 0.105 }, { 0.268, 0.570, 0.776 } });

    /// <summary>The matrix that maps optical densities (a row) to amounts of stain.</summary>
    public static double[,] Unmixing { get; } = Inverse(Directions);

    /// <summary>Amounts of haematoxylin, eosin and residual in one pixel.</summary>
    public static (double haematoxylin, double eosin, double residual) Amounts(byte red, byte green, byte blue)
    {
        var (r, g, b) = (Density(red), Density(green), Density(blue));
        double Of(int stain) => (r * Unmixing[0, stain]) + (g * Unmixing[1, stain]) + (b * Unmixing[2, stain]);
        return (Of(0), Of(1), Of(2));
    }

    /// <summary>Optical density of one channel; black counts as one grey level, so that it stays finite.</summary>
    public static double Density(byte value) => _densities[value];

    private static double[,] Normalised(double[,] rows)
    {
        for (var i = 0; i < 3; i++)
        {
            var length = Math.Sqrt((rows[i, 0] * rows[i, 0]) + (rows[i, 1] * rows[i, 1]) + (rows[i, 2] * rows[i, 2]));
            for (var j = 0; j < 3; j++) rows[i, j] /= length;
        }
        return rows;
    }

    private static double[,] Inverse(double[,] m)
    {
        double Cofactor(int row, int column)
        {
            var (r1, r2, c1, c2) = ((row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3);
            return (m[r1, c1] * m[r2, c2]) - (m[r1, c2] * m[r2, c1]);
        }
        var determinant = Enumerable.Range(0, 3).Sum(j => m[0, j] * Cofactor(0, j));
        var inverse = new double[3, 3];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                inverse[i, j] = Cofactor(j, i) / determinant;
        return inverse;
    }
}
