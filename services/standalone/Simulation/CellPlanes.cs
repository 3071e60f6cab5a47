using PathAlign.Imaging;
using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// The optical densities of an image of a Giemsa-stained cell, relative to its background. The background is the
/// colour of the brightest pixels.
/// </summary>
internal sealed class CellPlanes
{
    private const double Haemoglobin = 1.3;   // density of a red cell in green over that in blue
    private const double BrightShare = 0.1, Band = 0.03;   // how far the density of the background may vary

    internal CellPlanes(RgbImage image)
    {
        (Width, Height) = (image.Width, image.Height);
        (Red, Green, Blue) = (Plane(image, 0), Plane(image, 1), Plane(image, 2));
        var bright = Green.Order().ElementAt((int)(BrightShare * Green.Length));
        var clear = Green.Select(g => Math.Abs(g - bright) < Band).ToArray();
        Background = [.. new[] { Red, Green, Blue }.Select(plane => Samples.Mean(Samples.In(plane, clear)))];
        BackgroundSpread = Samples.Deviation(Samples.In(Green, clear));
        foreach (var (c, plane) in new[] { Red, Green, Blue }.Index())
            for (var i = 0; i < plane.Length; i++) plane[i] -= Background[c];
        Dye = [.. Green.Select((g, i) => g - (Haemoglobin * Blue[i]))];
    }

    internal int Width { get; }

    internal int Height { get; }

    internal double[] Red { get; }

    internal double[] Green { get; }

    internal double[] Blue { get; }

    /// <summary>
    /// Green, less what haemoglobin of the same blue density has in green. Azure dyes and eosin absorb green far more
    /// than blue, so that cells stand out; red cells are near 0 like the background.
    /// </summary>
    internal double[] Dye { get; }

    /// <summary>The density of the background in red, green and blue; 0 is white.</summary>
    internal double[] Background { get; }

    /// <summary>Standard deviation of the background's density in green.</summary>
    internal double BackgroundSpread { get; }

    private static double[] Plane(RgbImage image, int channel)
    {
        var plane = new double[image.Width * image.Height];
        for (var i = 0; i < plane.Length; i++) plane[i] = StainSpace.Density(image.Pixels[(3 * i) + channel]);
        return plane;
    }
}
