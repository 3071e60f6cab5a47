using PathAlign.Contracts.Datasets;
using PathAlign.Data;

namespace PathAlign.Tests.Training;

/// <summary>Small sets of tiles of noise, for tests that need bytes, not tissue.</summary>
internal static class TileMaker
{
    internal static TileSet Set(int count, int size, int seed = 1)
    {
        var pixels = new byte[count * size * size * 3];
        new Random(seed).NextBytes(pixels);
        return new TileSet(size, pixels, [.. Enumerable.Range(0, count).Select(i => i % 9)]);
    }

    /// <summary>
    /// Tiles of one colour each, given by the class: what ten images look like to a network that should learn them by
    /// heart.
    /// </summary>
    internal static TileDataset Coloured(int count, int size)
    {
        var set = new TileSet(
            size,
            [
                .. Enumerable.Range(0, count).SelectMany(
                    i => Enumerable.Repeat(
                        new[] { (byte)(i * 25), (byte)(250 - (i * 20)), (byte)(i % 2 * 200) },
                        size * size)).SelectMany(
                        colour => colour)
            ],
            [.. Enumerable.Range(0, count).Select(i => i % 9)]);
        return new TileDataset("colours", DatasetDescription.Colorectal, set, set, set, Synthetic: true);
    }

    internal static TileDataset Dataset(int count, int size) =>
        new(
            $"noise ({count} tiles)",
            DatasetDescription.Colorectal,
            Set(count, size),
            Set(4, size, 2),
            Set(4, size, 3),
            Synthetic: true);
}
