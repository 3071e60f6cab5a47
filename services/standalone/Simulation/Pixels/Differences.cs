namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>Derivatives of an image at a pixel that is not on its border, by central differences.</summary>
internal static class Differences
{
    /// <summary>The slopes to the right and down, per pixel.</summary>
    internal static (double x, double y) Gradient(double[] values, int width, int at) =>
        ((values[at + 1] - values[at - 1]) / 2, (values[at + width] - values[at - width]) / 2);

    /// <summary>The negative Laplacian: how far the pixel rises above its four neighbours, summed.</summary>
    internal static double Laplacian(double[] values, int width, int at) =>
        (4 * values[at]) - values[at - 1] - values[at + 1] - values[at - width] - values[at + width];

    /// <summary>The pixels that are not on the border.</summary>
    internal static IEnumerable<int> Interior(int width, int height)
    {
        for (var y = 1; y < height - 1; y++)
            for (var x = 1; x < width - 1; x++)
                yield return (y * width) + x;
    }
}
