namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>
/// Distances of pixels into a mask and to it, in pixels: the chamfer distance with Borgefors' (1986) weights, at most
/// 5 % from the Euclidean one.
/// </summary>
internal static class DistanceMap
{
    private const double Side = 0.95509, Corner = 1.36930;

    /// <summary>The mask without parts that no disc of that radius fits into (opening; Serra 1982).</summary>
    internal static bool[] Opened(bool[] mask, int width, double radius)
    {
        var core = Into(mask, width).Select(d => d > radius).ToArray();
        var toCore = To(core, width);
        return [.. mask.Select((inside, i) => inside && toCore[i] <= radius)];
    }

    /// <summary>The distances into a mask, 0 outside it. What lies beyond the image is outside.</summary>
    internal static double[] Into(bool[] mask, int width) => Of(mask, true, width, beyond: 0);

    /// <summary>The distances to a mask, 0 inside it. What lies beyond the image is not the mask.</summary>
    internal static double[] To(bool[] mask, int width) => Of(mask, false, width, beyond: double.MaxValue);

    /// <summary>The distances over pixels of this value to the nearest pixel of the other value.</summary>
    private static double[] Of(bool[] mask, bool value, int width, double beyond)
    {
        var (outer, height) = (width + 2, mask.Length / width);   // a frame spares the tests at the border
        var map = new double[outer * (height + 2)];
        Array.Fill(map, beyond);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                map[At(x, y)] = mask[(y * width) + x] == value ? double.MaxValue : 0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) Lower(At(x, y), -1);
        for (var y = height - 1; y >= 0; y--)
            for (var x = width - 1; x >= 0; x--) Lower(At(x, y), 1);
        var distances = new double[mask.Length];
        for (var y = 0; y < height; y++) Array.Copy(map, At(0, y), distances, y * width, width);
        return distances;

        int At(int x, int y) => ((y + 1) * outer) + x + 1;

        void Lower(int at, int way)
        {
            if (map[at] == 0) return;
            var side = Math.Min(map[at + way], map[at + (way * outer)]) + Side;
            var corner = Math.Min(map[at + (way * (outer + 1))], map[at + (way * (outer - 1))]) + Corner;
            map[at] = Math.Min(map[at], Math.Min(side, corner));
        }
    }
}
