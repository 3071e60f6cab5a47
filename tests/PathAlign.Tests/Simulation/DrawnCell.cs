using PathAlign.Imaging;
using PathAlign.Statistics;

namespace PathAlign.Tests.Simulation;

/// <summary>
/// A made-up cell with a Giemsa-like stain: a disc of cytoplasm with a nucleus of discs, in optical densities. Lengths
/// are shares of the width.
/// </summary>
internal sealed record DrawnCell
{
    internal int Size { get; init; } = 112;

    internal double Radius { get; init; } = 0.3;

    internal double NucleusRadius { get; init; } = 0.16;

    /// <summary>Middles of the nucleus's discs, from the middle of the cell.</summary>
    internal (double X, double Y)[] Lobes { get; init; } = [(0, 0)];

    /// <summary>How many times as wide as high the nucleus's discs are; the area stays.</summary>
    internal double Stretch { get; init; } = 1;

    /// <summary>How much the chromatin varies.</summary>
    internal double Clumps { get; init; } = 0.15;

    /// <summary>Share of the cytoplasm's squares of two pixels that are granules.</summary>
    internal double Granules { get; init; } = 0.03;

    /// <summary>Width over which edges fade, in pixels of 112.</summary>
    internal double Softness { get; init; } = 1;

    internal double[] Cytoplasm { get; init; } = [0.2, 0.25, 0.05];

    internal double[] Background { get; init; } = [0, 0.04, 0.08];

    /// <summary>Whether a red cell touches the cell.</summary>
    internal bool RedCell { get; init; }

    internal ulong Seed { get; init; }

    private static readonly double[] _nucleus = [0.7, 1, 0.3], _granule = [0.15, 0.3, 0.1], _red = [0.1, 0.14, 0.12];

    internal RgbImage Draw()
    {
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < Size * Size; i++)
        {
            var (x, y) = (((i % Size) + 0.5) / Size - 0.5, ((i / Size) + 0.5) / Size - 0.5);
            for (var c = 0; c < 3; c++)
                pixels[(3 * i) + c] = (byte)Math.Round(255 * Math.Pow(10, -(Background[c] + Density(x, y, i, c))));
        }
        return new RgbImage(Size, Size, pixels);
    }

    private double Density(double x, double y, int at, int channel)
    {
        var inCell = Cover(Radius - Distance(x, y));
        var inNucleus = Lobes.Max(lobe => Cover(NucleusRadius - Distance(
            (x - lobe.X) / Math.Sqrt(Stretch), (y - lobe.Y) * Math.Sqrt(Stretch))));
        var inRed = RedCell ? Cover(0.14 - Distance(x - Radius - 0.13, y)) * (1 - inCell) : 0;
        var clump = 1 + (Clumps * (Square(at, 3, 1) - 0.5));
        var granule = Square(at, 2, 2) < Granules ? _granule[channel] : 0;
        var cytoplasm = (Cytoplasm[channel] + granule) * inCell;
        return (inNucleus * _nucleus[channel] * clump) + ((1 - inNucleus) * cytoplasm) + (inRed * _red[channel]);
    }

    private double Cover(double depth) => Math.Clamp(0.5 + (depth * 112 / Softness), 0, 1);

    // By chance, the same in squares of some pixels.
    private double Square(int at, int pixels, ulong what)
    {
        var (column, row) = (at % Size / pixels, at / Size / pixels);
        return new CounterRandom((Seed << 2) + what, (ulong)column, (ulong)row).NextUnit();
    }

    private static double Distance(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
