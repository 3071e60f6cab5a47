using PathAlign.Contracts.Datasets;
using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>
/// Nine H&amp;E-like tissue types drawn from a seed, for where there is no real data: cells, glands with a lumen,
/// fibres and so on, so that simple image analysis can tell them apart. Nobody should take them for tissue; reports
/// name them as drawn. The test split has another centre's stains.
/// </summary>
public static class Phantom
{
    /// <summary>The nine tissue types that it draws.</summary>
    public static DatasetDescription Description => DatasetDescription.Colorectal;

    /// <summary>Draws a data set.</summary>
    /// <param name="seed">Where everything comes from.</param>
    /// <param name="size">Height and width of a tile, in pixels.</param>
    /// <param name="trainPerClass">Training tiles of each class.</param>
    /// <param name="validationPerClass">Validation tiles of each class.</param>
    /// <param name="testPerClass">Test tiles of each class.</param>
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
    /// <param name="seed">Where it comes from.</param>
    /// <param name="size">Height and width, in pixels.</param>
    /// <param name="otherCentre">Whether it is stained as the test split is.</param>
    public static RgbImage Draw(int label, ulong seed, int size, bool otherCentre = false)
    {
        var random = new PhantomRandom((seed * 16) + (ulong)label);
        var canvas = new StainCanvas(size, random);
        TissuePainter.Paint(canvas, label, random);
        return canvas.Develop(random, otherCentre);
    }
}
