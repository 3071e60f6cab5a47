using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>The form of a nucleus, which may lie in several parts.</summary>
/// <param name="Area">Its pixels.</param>
/// <param name="Elongation">Ratio of the axes of the ellipse with its second moments.</param>
/// <param name="Compactness">
/// Mean distance to the border relative to that of a disc of the same area (Danielsson 1978): 1 for a disc, less the
/// deeper it is indented or cut.
/// </param>
/// <param name="Lobes">
/// Parts that remain where half of its largest inscribed radius is eroded; fragments do not count.
/// </param>
internal readonly record struct NucleusShape(int Area, double Elongation, double Compactness, int Lobes)
{
    private const double LeastLobe = 0.02;   // eroded, as a share of the nucleus

    /// <summary>Measures a mask.</summary>
    internal static NucleusShape Of(bool[] nucleus, int width)
    {
        var pixels = Enumerable.Range(0, nucleus.Length).Where(i => nucleus[i]).ToArray();
        if (pixels.Length == 0) return new NucleusShape(0, 1, 1, 0);
        var distances = DistanceMap.Into(nucleus, width);
        var deepest = distances.Max();
        var core = distances.Select(d => d > deepest / 2).ToArray();
        var mean = pixels.Average(i => distances[i]) - 0.5;   // the border lies half a pixel inside the pixel outside
        return new NucleusShape(
            pixels.Length,
            Ellipse.Elongation(pixels, width),
            3 * mean / Math.Sqrt(pixels.Length / Math.PI),
            Regions.Of(core, width).Count(lobe => lobe.Count >= LeastLobe * pixels.Length));
    }
}
