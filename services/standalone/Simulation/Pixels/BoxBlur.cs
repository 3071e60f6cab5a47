namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>Blurs one channel of an image.</summary>
internal static class BoxBlur
{
    /// <summary>Three box filters, which come near a Gaussian of that share of the width.</summary>
    internal static double[] Of(double[] plane, int width, double share)
    {
        var radius = Math.Max(1, (int)Math.Round(share * width));
        return Enumerable.Range(0, 3).Aggregate(plane, (smooth, _) => LocalMean.Of(smooth, width, radius));
    }
}
