namespace PathAlign.Standalone.Simulation;

/// <summary>Connected regions of strong haematoxylin, which count as nuclei at this magnification.</summary>
internal sealed record Nuclei(int Count, double MeanArea, double MeanElongation)
{
    private const int SmallestArea = 2;

    /// <summary>Finds the four-connected regions of a mask.</summary>
    internal static Nuclei In(bool[] mask, int width)
    {
        var seen = new bool[mask.Length];
        var regions = new List<List<int>>();
        for (var start = 0; start < mask.Length; start++)
        {
            if (!mask[start] || seen[start]) continue;
            var region = Flood(mask, seen, width, start);
            if (region.Count >= SmallestArea) regions.Add(region);
        }
        if (regions.Count == 0) return new Nuclei(0, 0, 1);
        return new Nuclei(regions.Count, regions.Average(r => r.Count), regions.Average(r => Elongation(r, width)));
    }

    private static List<int> Flood(bool[] mask, bool[] seen, int width, int start)
    {
        var region = new List<int>();
        var open = new Stack<int>([start]);
        seen[start] = true;
        while (open.TryPop(out var at))
        {
            region.Add(at);
            var x = at % width;
            foreach (
                var next in (ReadOnlySpan<int>)
                    [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width])
            {
                if (next < 0 || next >= mask.Length || !mask[next] || seen[next]) continue;
                seen[next] = true;
                open.Push(next);
            }
        }
        return region;
    }

    /// <summary>
    /// Ratio of the axes of the ellipse with the region's second moments; the extent of a pixel keeps it finite.
    /// </summary>
    private static double Elongation(List<int> region, int width)
    {
        var (meanX, meanY) = (region.Average(i => (double)(i % width)), region.Average(i => (double)(i / width)));
        double xx = 1.0 / 12, yy = 1.0 / 12, xy = 0;
        foreach (var i in region)
        {
            var (dx, dy) = ((i % width) - meanX, (i / width) - meanY);
            (xx, yy, xy) = (
                xx + (dx * dx / region.Count), yy + (dy * dy / region.Count), xy + (dx * dy / region.Count));
        }
        var (half, root) = ((xx + yy) / 2, Math.Sqrt((((xx - yy) / 2) * ((xx - yy) / 2)) + (xy * xy)));
        return Math.Sqrt((half + root) / Math.Max(half - root, 1.0 / 24));
    }
}
