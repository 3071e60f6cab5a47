using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>Connected regions of strong haematoxylin, which count as nuclei at this magnification.</summary>
internal sealed record Nuclei(int Count, double MeanArea, double MeanElongation)
{
    private const int SmallestArea = 2;

    /// <summary>Finds the four-connected regions of a mask.</summary>
    internal static Nuclei In(bool[] mask, int width)
    {
        var regions = Regions.Of(mask, width).Where(r => r.Count >= SmallestArea).ToList();
        if (regions.Count == 0) return new Nuclei(0, 0, 1);
        return new Nuclei(
            regions.Count, regions.Average(r => r.Count), regions.Average(r => Ellipse.Elongation(r, width)));
    }
}
