namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>Means over squares around each pixel, by the sums of a summed-area table (Crow 1984).</summary>
internal static class LocalMean
{
    /// <summary>The mean over the square of 2·radius + 1 pixels a side, cut at the border of the image.</summary>
    internal static double[] Of(double[] values, int width, int radius)
    {
        var ones = new bool[values.Length];
        Array.Fill(ones, true);
        return Of(values, ones, width, radius);
    }

    /// <summary>The same over those pixels of the square that lie in a mask; 0 outside the mask.</summary>
    internal static double[] Of(double[] values, bool[] mask, int width, int radius)
    {
        var sum = Table(at => mask[at] ? values[at] : 0, mask.Length, width);
        var count = Table(at => mask[at] ? 1 : 0, mask.Length, width);
        var (columns, height, means) = (width + 1, values.Length / width, new double[values.Length]);
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = (Math.Max(0, y - radius) * columns, Math.Min(height, y + radius + 1) * columns);
            for (var x = 0; x < width; x++)
            {
                if (!mask[(y * width) + x]) continue;
                var (left, right) = (Math.Max(0, x - radius), Math.Min(width, x + radius + 1));
                double Square(double[] table) =>
                    table[bottom + right] - table[bottom + left] - table[top + right] + table[top + left];
                means[(y * width) + x] = Square(sum) / Square(count);
            }
        }
        return means;
    }

    /// <summary>[y][x]: the sum over all rows above y and columns left of x.</summary>
    private static double[] Table(Func<int, double> value, int count, int width)
    {
        var (columns, table) = (width + 1, new double[(width + 1) * ((count / width) + 1)]);
        for (var y = 0; y < count / width; y++)
        {
            double row = 0;
            for (var x = 0; x < width; x++)
            {
                row += value((y * width) + x);
                table[((y + 1) * columns) + x + 1] = row + table[(y * columns) + x + 1];
            }
        }
        return table;
    }
}
