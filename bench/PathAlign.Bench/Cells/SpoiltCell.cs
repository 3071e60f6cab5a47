using PathAlign.Imaging;
using PathAlign.Standalone.Simulation;
using PathAlign.Standalone.Simulation.Pixels;
using PathAlign.Statistics;

namespace PathAlign.Bench.Cells;

/// <summary>A cell whose criteria are spoilt one at a time. Works on optical densities over the background.</summary>
internal sealed class SpoiltCell
{
    private const double Halo = 2.5;   // how many pixels of 224 the blurred border of a nucleus or cell is wide
    private readonly RgbImage _image;
    private readonly CellPlanes _planes;
    private readonly CellRegions _cell;
    private readonly double[][] _channels;

    internal SpoiltCell(RgbImage image, CellThresholds thresholds)
    {
        (_image, _planes) = (image, new CellPlanes(image));
        _cell = CellRegions.In(_planes, thresholds);
        _channels = [_planes.Red, _planes.Green, _planes.Blue];
    }

    private int Width => _image.Width;

    private double HaloHere => Halo * Width / 224;

    /// <summary>Whether nucleus and cytoplasm are there to be spoilt.</summary>
    internal bool HasNucleusAndCytoplasm =>
        _cell.Nucleus.Any(inside => inside) && _cell.Cytoplasm.Count(inside => inside) > _cell.Cytoplasm.Length / 500;

    internal RgbImage ScaleCell(double factor) =>
        Scaled(Grown(_cell.Cell), Axes(_cell.Cell), (factor, factor), [0, 0, 0], _ => true);

    /// <summary>Scales the nucleus along and across its longest axis, inside the cell.</summary>
    internal RgbImage ScaleNucleus(double along, double across) =>
        Scaled(Grown(_cell.Nucleus), Axes(_cell.Nucleus), (along, across), CytoplasmColour(), at => _cell.Cell[at]);

    /// <summary>Cuts the nucleus along lines through its middle.</summary>
    internal RgbImage CutNucleus(int lines)
    {
        var (middleX, middleY, _) = Axes(_cell.Nucleus);
        var half = 0.12 * Math.Sqrt(_cell.Nucleus.Count(inside => inside));
        var colour = CytoplasmColour();
        return Changed((c, at) => Cut(at) ? colour[c] : _channels[c][at]);

        bool Cut(int at) => _cell.Cell[at] && Enumerable.Range(0, lines).Any(line =>
        {
            var angle = Math.PI * line / lines;
            return Math.Abs(((at % Width - middleX) * Math.Sin(angle)) - ((at / Width - middleY) * Math.Cos(angle)))
                < half;
        });
    }

    /// <summary>Leaves a share of the differences within the nucleus.</summary>
    internal RgbImage EvenNucleus(double share)
    {
        var means = Means(_cell.Nucleus);
        return Changed((c, at) => _cell.Nucleus[at]
            ? means[c] + (share * (_channels[c][at] - means[c]))
            : _channels[c][at]);
    }

    internal RgbImage FadeNucleus(double factor) =>
        Changed((c, at) => _channels[c][at] * (_cell.Nucleus[at] ? factor : 1));

    /// <summary>Adds density in red to the cytoplasm, or takes it away.</summary>
    internal RgbImage DyeCytoplasm(double red) =>
        Changed((c, at) => _channels[c][at] + (c == 0 && _cell.Cell[at] && !_cell.Nucleus[at] ? red : 0));

    internal RgbImage EvenCytoplasm()
    {
        var means = _channels.Select(c => LocalMean.Of(c, _cell.Cytoplasm, Width, Width / 28)).ToArray();
        return Changed((c, at) => _cell.Cytoplasm[at] ? means[c][at] : _channels[c][at]);
    }

    /// <summary>Adds purple dots over a share of the cytoplasm.</summary>
    internal RgbImage AddGranules(double share, CounterRandom random)
    {
        var radius = Math.Max(0.5, 1.5 * Width / 224);
        var cytoplasm = Enumerable.Range(0, _cell.Cytoplasm.Length).Where(at => _cell.Cytoplasm[at]).ToArray();
        var dots = new HashSet<int>();
        while (dots.Count < share * cytoplasm.Length)
        {
            var centre = cytoplasm[(int)(random.NextUnit() * cytoplasm.Length)];
            foreach (var at in cytoplasm)
                if (Math.Pow((at % Width) - (centre % Width), 2) + Math.Pow((at / Width) - (centre / Width), 2)
                    <= radius * radius)
                    dots.Add(at);
        }
        double[] dye = [0.2, 0.35, 0.1];
        return Changed((c, at) => _channels[c][at] + (dots.Contains(at) ? dye[c] : 0));
    }

    /// <summary>Blurs by a share of the width.</summary>
    internal RgbImage Blur(double share)
    {
        var blurred = _channels.Select(plane => BoxBlur.Of(plane, Width, share)).ToArray();
        return Changed((c, at) => blurred[c][at]);
    }

    /// <summary>Multiplies the light of each channel.</summary>
    internal RgbImage Tint(double red, double green, double blue)
    {
        double[] light = [red, green, blue];
        return Changed((c, at) => _channels[c][at] - Math.Log10(light[c]));
    }

    // Takes the pixels of a region scaled about its middle, and paints the rest of the region with a colour.
    private RgbImage Scaled(
        bool[] region,
        (double x, double y, double angle) axes,
        (double along, double across) factors,
        double[] colour,
        Func<int, bool> allowed)
    {
        var (cos, sin) = (Math.Cos(axes.angle), Math.Sin(axes.angle));
        return Changed((c, at) =>
        {
            if (!allowed(at)) return _channels[c][at];
            var (x, y) = ((at % Width) - axes.x, (at / Width) - axes.y);
            var (along, across) = (((x * cos) + (y * sin)) / factors.along, ((y * cos) - (x * sin)) / factors.across);
            var (fromX, fromY) = (axes.x + (along * cos) - (across * sin), axes.y + (along * sin) + (across * cos));
            return Inside(region, fromX, fromY) ? Between(_channels[c], fromX, fromY)
                : region[at] ? colour[c]
                : _channels[c][at];
        });
    }

    private bool Inside(bool[] region, double x, double y)
    {
        var (column, row) = ((int)Math.Round(x), (int)Math.Round(y));
        return column >= 0 && row >= 0 && column < Width && row < _image.Height && region[(row * Width) + column];
    }

    private double Between(double[] plane, double x, double y)
    {
        var (left, top) = (Math.Clamp((int)x, 0, Width - 2), Math.Clamp((int)y, 0, _image.Height - 2));
        var (shareX, shareY) = (Math.Clamp(x - left, 0, 1), Math.Clamp(y - top, 0, 1));
        double Row(int at) => (plane[at] * (1 - shareX)) + (plane[at + 1] * shareX);
        var at = (top * Width) + left;
        return (Row(at) * (1 - shareY)) + (Row(at + Width) * shareY);
    }

    private bool[] Grown(bool[] region) =>
        [.. DistanceMap.To(region, Width).Select(d => d <= HaloHere)];

    private (double x, double y, double angle) Axes(bool[] region)
    {
        var pixels = Enumerable.Range(0, region.Length).Where(at => region[at]).DefaultIfEmpty(0).ToArray();
        var (x, y) = (pixels.Average(at => (double)(at % Width)), pixels.Average(at => (double)(at / Width)));
        var xx = pixels.Average(at => Math.Pow((at % Width) - x, 2));
        var yy = pixels.Average(at => Math.Pow((at / Width) - y, 2));
        var xy = pixels.Average(at => ((at % Width) - x) * ((at / Width) - y));
        return (x, y, Math.Atan2(2 * xy, xx - yy) / 2);
    }

    private double[] CytoplasmColour() => Means(_cell.Cytoplasm);

    private double[] Means(bool[] region) => [.. _channels.Select(c => Samples.Mean(Samples.In(c, region)))];

    // density of a channel at a pixel, over the background
    private RgbImage Changed(Func<int, int, double> density)
    {
        var pixels = new byte[_image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var light = Math.Pow(10, -(density(i % 3, i / 3) + _planes.Background[i % 3]));
            pixels[i] = (byte)Math.Clamp(Math.Round(255 * light), 0, 255);
        }
        return new RgbImage(Width, _image.Height, pixels);
    }
}
