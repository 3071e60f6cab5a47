using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>Where the cell in the middle of an image and its nucleus lie.</summary>
/// <param name="Cell">The pixels of the cell, with its nucleus.</param>
/// <param name="Nucleus">The pixels of the nucleus; none of a platelet.</param>
/// <param name="Chromatin">The nucleus without its blurred border.</param>
/// <param name="Cytoplasm">The cell without nucleus and without the blurred borders of both.</param>
/// <param name="Width">The width of the image.</param>
internal sealed record CellRegions(bool[] Cell, bool[] Nucleus, bool[] Chromatin, bool[] Cytoplasm, int Width)
{
    private const double LeastPart = 0.02, LargestHole = 0.02;   // of a nucleus, as shares of the cell
    private const double Bridge = 1 / 32.0, Fringe = 1 / 112.0;   // what is narrower is cut off, as shares of the width

    /// <summary>Finds them by thresholds of smoothed densities.</summary>
    internal static CellRegions In(CellPlanes planes, CellThresholds thresholds)
    {
        var (width, smoothing) = (planes.Width, planes.Width / 75);
        var dye = LocalMean.Of(planes.Dye, width, smoothing);
        var green = LocalMean.Of(planes.Green, width, smoothing);
        var stained = dye.Select((d, i) => d > thresholds.Cell || green[i] > thresholds.Nucleus).ToArray();
        Regions.Fill(stained, width, stained.Length);
        var opened = DistanceMap.Opened(stained, width, Bridge * width);
        var cell = Mask(Central(Regions.Of(opened, width), planes), stained.Length);
        var area = cell.Count(inside => inside);
        var dark = green.Select((g, i) => cell[i] && g > thresholds.Nucleus).ToArray();
        var parts = Regions.Of(DistanceMap.Opened(dark, width, Fringe * width), width)
            .Where(part => part.Count >= LeastPart * area);
        var nucleus = Mask(parts.SelectMany(part => part), cell.Length);
        Regions.Fill(nucleus, width, LargestHole * area);
        var margin = Math.Max(1, width / 75);
        var (toNucleus, intoCell) = (DistanceMap.To(nucleus, width), DistanceMap.Into(cell, width));
        return new CellRegions(
            cell,
            nucleus,
            [.. DistanceMap.Into(nucleus, width).Select(distance => distance > margin)],
            [.. toNucleus.Select((distance, i) => distance > margin && intoCell[i] > margin)],
            width);
    }

    /// <summary>The region with most weight in the middle: a Gaussian of a sixth of the width.</summary>
    private static List<int> Central(List<List<int>> regions, CellPlanes planes)
    {
        var (middleX, middleY) = ((planes.Width - 1) / 2.0, (planes.Height - 1) / 2.0);
        var spread = planes.Width / 6.0;
        return regions.MaxBy(region => region.Sum(Weight)) ?? [];

        double Weight(int at)
        {
            var (x, y) = ((at % planes.Width) - middleX, (at / planes.Width) - middleY);
            return Math.Exp(-((x * x) + (y * y)) / (2 * spread * spread));
        }
    }

    private static bool[] Mask(IEnumerable<int> pixels, int count)
    {
        var mask = new bool[count];
        foreach (var at in pixels) mask[at] = true;
        return mask;
    }
}
