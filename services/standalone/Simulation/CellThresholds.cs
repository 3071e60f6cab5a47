using PathAlign.Data;
using PathAlign.Standalone.Simulation.Pixels;

namespace PathAlign.Standalone.Simulation;

/// <summary>From which density a pixel is cell, and from which it is nucleus.</summary>
/// <param name="Nucleus">The least density in green of a nucleus.</param>
internal sealed record CellThresholds(double Nucleus)
{
    private const int MostTiles = 400;
    private const double LargestDensity = 2, PaleShare = 0.06;

    /// <summary>The least <see cref="CellPlanes.Dye"/> of a cell; the palest cytoplasm has little.</summary>
    internal double Cell => PaleShare * Nucleus;

    /// <summary>
    /// Learns the threshold from the pixels of real cells (Otsu). Of many tiles a part is enough, evenly spaced.
    /// </summary>
    internal static CellThresholds Learn(TileSet tiles)
    {
        var green = new Otsu(LargestDensity);
        var count = Math.Min(tiles.Count, MostTiles);
        for (var i = 0; i < count; i++)
            foreach (var density in new CellPlanes(tiles.Image((int)((long)i * tiles.Count / count))).Green)
                green.Add(density);
        return new CellThresholds(green.Threshold());
    }
}
