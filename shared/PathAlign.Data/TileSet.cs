using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>Labelled square tiles in memory.</summary>
/// <param name="Size">Height and width of each, in pixels.</param>
/// <param name="Pixels">Count × Size × Size × 3 bytes, tile by tile, row by row, red first.</param>
/// <param name="Labels">The class of each.</param>
public sealed record TileSet(int Size, byte[] Pixels, int[] Labels)
{
    /// <summary>The least and the greatest size of tiles in pixels, of every source.</summary>
    public const int LeastSize = 8, MostSize = 1024;

    /// <summary>Number of tiles.</summary>
    public int Count => Labels.Length;

    /// <summary>The bytes of one tile.</summary>
    public ReadOnlySpan<byte> Tile(int index) => Pixels.AsSpan(index * TileBytes, TileBytes);

    /// <summary>A copy of one tile as an image.</summary>
    public RgbImage Image(int index) => new(Size, Size, Tile(index).ToArray());

    /// <summary>The tiles at the given indices, in that order.</summary>
    public TileSet Subset(IReadOnlyList<int> indices)
    {
        var pixels = new byte[indices.Count * TileBytes];
        for (var i = 0; i < indices.Count; i++) Tile(indices[i]).CopyTo(pixels.AsSpan(i * TileBytes));
        return new TileSet(Size, pixels, [.. indices.Select(i => Labels[i])]);
    }

    /// <summary>Joins single tiles to a set.</summary>
    /// <exception cref="ArgumentException">A tile has another size.</exception>
    public static TileSet Of(int size, IReadOnlyList<(int label, RgbImage image)> tiles)
    {
        var pixels = new byte[tiles.Count * size * size * 3];
        for (var i = 0; i < tiles.Count; i++)
        {
            var image = tiles[i].image;
            if (image.Width != size || image.Height != size)
                throw new ArgumentException(
                    $"tile {i}: expected {size}×{size} pixels, got {image.Width}×{image.Height}");
            image.Pixels.CopyTo(pixels, i * size * size * 3);
        }
        return new TileSet(size, pixels, [.. tiles.Select(t => t.label)]);
    }

    private int TileBytes => Size * Size * 3;
}
