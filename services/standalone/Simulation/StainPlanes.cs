using PathAlign.Imaging;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// The amounts of haematoxylin, eosin and residual and the total optical density of each pixel of a tile.
/// </summary>
internal sealed class StainPlanes
{
    internal StainPlanes(RgbImage tile)
    {
        (Width, Height) = (tile.Width, tile.Height);
        var count = Width * Height;
        (Haematoxylin, Eosin, Residual, Density) = (
            new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var (r, g, b) = (tile.Pixels[3 * i], tile.Pixels[(3 * i) + 1], tile.Pixels[(3 * i) + 2]);
            (Haematoxylin[i], Eosin[i], Residual[i]) = StainSpace.Amounts(r, g, b);
            Density[i] = (StainSpace.Density(r) + StainSpace.Density(g) + StainSpace.Density(b)) / 3;
        }
    }

    internal int Width { get; }

    internal int Height { get; }

    internal double[] Haematoxylin { get; }

    internal double[] Eosin { get; }

    internal double[] Residual { get; }

    internal double[] Density { get; }
}
