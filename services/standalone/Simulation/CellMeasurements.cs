using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// Classical image analysis of a cell with a Giemsa-type stain: what a haematologist names, in pixels and in optical
/// densities relative to the background. Only a threshold is learned.
/// </summary>
internal sealed class CellMeasurements(CellThresholds thresholds) : IMeasurements
{
    private const double GranuleDensity = 0.05;   // a granule is darker than its surroundings by this much

    /// <summary>Learns the threshold from real cells.</summary>
    internal static CellMeasurements Learn(TileSet tiles) => new(CellThresholds.Learn(tiles));

    /// <inheritdoc/>
    public IReadOnlyList<Measurement> Of(RgbImage image)
    {
        var planes = new CellPlanes(image);
        var cell = CellRegions.In(planes, thresholds);
        return
        [
            .. Form(cell), .. Chromatin(planes, cell), .. Cytoplasm(planes, cell), .. Sharpness(planes, cell),
            .. Background(planes),
        ];
    }

    private static IEnumerable<Measurement> Form(CellRegions cell)
    {
        var area = cell.Cell.Count(inside => inside);
        var nucleus = NucleusShape.Of(cell.Nucleus, cell.Width);
        yield return new(Criterion.CellSize, "cell diameter", Diameter(area));
        yield return new(Criterion.NuclearSize, "nuclear diameter", Diameter(nucleus.Area));
        yield return new(Criterion.NuclearShape, "nuclear elongation", nucleus.Elongation);
        yield return new(Criterion.NuclearShape, "nuclear compactness", nucleus.Compactness);
        yield return new(Criterion.NuclearLobes, "lobes", nucleus.Lobes);
        yield return new(Criterion.NucleusToCytoplasm, "nuclear share", nucleus.Area / (double)Math.Max(area, 1));
    }

    private static IEnumerable<Measurement> Chromatin(CellPlanes planes, CellRegions cell)
    {
        var density = Samples.In(planes.Green, cell.Chromatin);
        yield return new(Criterion.Chromatin, "nuclear density", Samples.Mean(density));
        yield return new(Criterion.Chromatin, "nuclear density spread", Samples.Deviation(density));
        yield return new(Criterion.Chromatin, "chromatin grain", Samples.Deviation(Texture(planes, cell.Chromatin)));
    }

    private static IEnumerable<Measurement> Cytoplasm(CellPlanes planes, CellRegions cell)
    {
        double Mean(double[] plane) => Samples.Mean(Samples.In(plane, cell.Cytoplasm));
        var texture = Texture(planes, cell.Cytoplasm);
        var granules = texture.Count(t => t > GranuleDensity) / (double)Math.Max(texture.Length, 1);
        var (red, green, blue) = (Mean(planes.Red), Mean(planes.Green), Mean(planes.Blue));
        yield return new(Criterion.CytoplasmColour, "cytoplasm density", (red + green + blue) / 3);
        yield return new(Criterion.CytoplasmColour, "cytoplasm blueness", red - green);
        yield return new(Criterion.CytoplasmColour, "cytoplasm yellowness", blue - green);
        yield return new(Criterion.Granules, "granularity", Samples.Deviation(texture));
        yield return new(Criterion.Granules, "granules", granules);
    }

    private static IEnumerable<Measurement> Sharpness(CellPlanes planes, CellRegions cell)
    {
        var inside = Differences.Interior(planes.Width, planes.Height).Where(i => cell.Cell[i]).ToArray();
        double Slope(int at)
        {
            var (x, y) = Differences.Gradient(planes.Green, planes.Width, at);
            return Math.Sqrt((x * x) + (y * y));
        }
        var slopes = inside.Select(Slope).ToArray();
        var bends = inside.Select(i => Math.Abs(Differences.Laplacian(planes.Green, planes.Width, i))).ToArray();
        var slope = Samples.Mean(slopes);
        yield return new(Criterion.Sharpness, "edge strength", slope);
        yield return new(Criterion.Sharpness, "fine detail", Samples.Mean(bends) / Math.Max(slope, 1e-9));
    }

    private static IEnumerable<Measurement> Background(CellPlanes planes)
    {
        yield return new(Criterion.Background, "background red", planes.Background[0]);
        yield return new(Criterion.Background, "background green", planes.Background[1]);
        yield return new(Criterion.Background, "background blue", planes.Background[2]);
        yield return new(Criterion.Background, "background spread", planes.BackgroundSpread);
    }

    /// <summary>How much darker in green the pixels of a region are than the region around them.</summary>
    private static double[] Texture(CellPlanes planes, bool[] region)
    {
        var around = LocalMean.Of(planes.Green, region, planes.Width, Math.Max(1, planes.Width / 56));
        return Samples.In([.. planes.Green.Select((g, i) => g - around[i])], region);
    }

    /// <summary>The diameter of a disc of that area.</summary>
    private static double Diameter(int area) => 2 * Math.Sqrt(area / Math.PI);
}
