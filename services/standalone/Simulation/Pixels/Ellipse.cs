namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>The ellipse with the second moments of a region.</summary>
internal static class Ellipse
{
    /// <summary>Ratio of its axes; the extent of a pixel keeps it finite.</summary>
    internal static double Elongation(IReadOnlyCollection<int> region, int width)
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
