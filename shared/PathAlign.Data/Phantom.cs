using PathAlign.Contracts.Datasets;
using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>
/// Draws nine H&amp;E-like tissue types from a seed, for use without real data. Tissue types differ in cells, glands
/// with a lumen, fibres and so on, so that simple image analysis can tell them apart. The tiles are not realistic;
/// reports name them as drawn. The test split has another centre's stains.
/// </summary>
public static class Phantom
{
    /// <summary>The nine tissue types.</summary>
    public static DatasetDescription Description => DatasetDescription.Colorectal;

    private static readonly Lazy<TileDataset> _standard = new(() => Create());

    /// <summary>
    /// The data set that is meant where a plan or a command names the phantom. It is drawn once in a process: several
    /// stages of a round ask for it, and it takes seconds.
    /// </summary>
    public static TileDataset Standard => _standard.Value;

    /// <summary>Draws a data set.</summary>
    /// <param name="seed">Seed of all tiles.</param>
    /// <param name="size">Height and width of a tile, in pixels.</param>
    /// <param name="trainPerClass">Training tiles of each class.</param>
    /// <param name="validationPerClass">Validation tiles of each class.</param>
    /// <param name="testPerClass">Test tiles of each class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not in 8 to 512.</exception>
    public static TileDataset Create(
        ulong seed = 0, int size = 28, int trainPerClass = 100, int validationPerClass = 10, int testPerClass = 40)
    {
        if (size is < 8 or > 512)
            throw new ArgumentOutOfRangeException(nameof(size), $"size: expected 8 to 512 pixels, got {size}");
        TileSet Split(ulong split, int perClass, bool otherCentre)
        {
            var tiles = new (int label, RgbImage image)[perClass * Description.Classes.Count];
            Parallel.For(
                0,
                tiles.Length,
                i =>
                    tiles[i] = (
                        i % Description.Classes.Count,
                        Draw(i % Description.Classes.Count, seed + (split << 40) + (ulong)i, size, otherCentre)));
            return TileSet.Of(size, tiles);
        }
        return new TileDataset(
            $"phantom (seed {seed}, {size} px, {trainPerClass}/{validationPerClass}/{testPerClass} drawn tiles a " +
                $"class)",
            Description,
            Split(1, trainPerClass, false),
            Split(2, validationPerClass, false),
            Split(3, testPerClass, true),
            Synthetic: true);
    }

    /// <summary>Draws one tile.</summary>
    /// <param name="label">Its class, 0 to 8.</param>
    /// <param name="seed">Seed of the tile.</param>
    /// <param name="size">Height and width, in pixels.</param>
    /// <param name="otherCentre">Whether the tile has the stains of the test split.</param>
    public static RgbImage Draw(int label, ulong seed, int size, bool otherCentre = false)
    {
        var random = new PhantomRandom((seed * 16) + (ulong)label);
        var canvas = new StainCanvas(size, random);
        TissuePainter.Paint(canvas, label, random);
        return canvas.Develop(random, otherCentre);
    }
}
