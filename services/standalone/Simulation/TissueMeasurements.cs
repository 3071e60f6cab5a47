using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// Classical image analysis of haematoxylin–eosin tissue: colour deconvolution (Ruifrok and Johnston 2001), thresholded
/// nuclei, space without tissue, direction and grain of the texture. Only the threshold is learned.
/// </summary>
/// <param name="nuclearThreshold">The amount of haematoxylin from which a pixel counts as nucleus.</param>
internal sealed class TissueMeasurements(double nuclearThreshold) : IMeasurements
{
    private const double EmptyDensity = 0.1;   // a lower density counts as empty glass
    private const double LargestAmount = 1.5;

    /// <summary>Learns the threshold from all pixels of real tiles.</summary>
    internal static TissueMeasurements Learn(TileSet tiles)
    {
        var haematoxylin = new Otsu(LargestAmount);
        for (var i = 0; i < tiles.Count; i++)
            foreach (var amount in new StainPlanes(tiles.Image(i)).Haematoxylin) haematoxylin.Add(amount);
        return new TissueMeasurements(haematoxylin.Threshold());
    }

    /// <inheritdoc/>
    public IReadOnlyList<Measurement> Of(RgbImage image)
    {
        var planes = new StainPlanes(image);
        var mask = planes.Haematoxylin.Select(h => h > nuclearThreshold).ToArray();
        var nuclei = Nuclei.In(mask, planes.Width);
        var inside = planes.Haematoxylin.Where((_, i) => mask[i]).DefaultIfEmpty(nuclearThreshold).ToArray();
        var (coherence, gradient) = Orientation(planes);
        return
        [
            new(Criterion.NuclearSize, "nuclear fraction", mask.Count(m => m) / (double)mask.Length),
            new(Criterion.NuclearSize, "nuclear count", nuclei.Count),
            new(Criterion.NuclearSize, "nuclear area", Math.Log(1 + nuclei.MeanArea)),
            new(Criterion.NuclearShape, "nuclear elongation", nuclei.MeanElongation),
            new(Criterion.Chromatin, "nuclear haematoxylin", inside.Average()),
            new(Criterion.Chromatin, "nuclear haematoxylin spread", Samples.Deviation(inside)),
            new(Criterion.Stain, "haematoxylin", planes.Haematoxylin.Average()),
            new(Criterion.Stain, "eosin", planes.Eosin.Average()),
            new(Criterion.Stain, "residual", planes.Residual.Average()),
            new(Criterion.Stain, "density spread", Samples.Deviation(planes.Density)),
            new(
                Criterion.Architecture,
                "empty fraction",
                planes.Density.Count(d => d < EmptyDensity) / (double)mask.Length),
            new(Criterion.Architecture, "fibre direction", coherence),
            new(Criterion.Artefact, "edge strength", gradient),
            new(Criterion.Artefact, "grain", Grain(planes)),
        ];
    }

    /// <summary>
    /// Coherence of the structure tensor over the tile, 0 to 1, and the root mean square gradient of density.
    /// </summary>
    private static (double coherence, double gradient) Orientation(StainPlanes planes)
    {
        double xx = 0, yy = 0, xy = 0;
        foreach (var i in Differences.Interior(planes.Width, planes.Height))
        {
            var (dx, dy) = Differences.Gradient(planes.Density, planes.Width, i);
            (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
        }
        var count = (planes.Width - 2) * (planes.Height - 2);
        var difference = Math.Sqrt(((xx - yy) * (xx - yy)) + (4 * xy * xy));
        return (difference / Math.Max(xx + yy, 1e-9), Math.Sqrt((xx + yy) / count));
    }

    /// <summary>Mean absolute Laplacian of density: fine noise, or its absence in a blurred tile.</summary>
    private static double Grain(StainPlanes planes)
    {
        double sum = 0;
        foreach (var i in Differences.Interior(planes.Width, planes.Height))
            sum += Math.Abs(Differences.Laplacian(planes.Density, planes.Width, i));
        return sum / ((planes.Width - 2) * (planes.Height - 2));
    }
}
