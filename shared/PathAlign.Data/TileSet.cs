using System.Security.Cryptography;
using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>Labelled square tiles.</summary>
public sealed class TileSet
{
    private readonly TilePixels _pixels;

    /// <summary>Tiles in memory.</summary>
    /// <param name="size">Height and width of each, in pixels.</param>
    /// <param name="pixels">Count × Size × Size × 3 bytes, tile by tile, row by row, red first.</param>
    /// <param name="labels">The class of each.</param>
    public TileSet(int size, byte[] pixels, int[] labels) : this(size, new TilePixels.InMemory(pixels), labels)
    {
    }

    internal TileSet(int size, TilePixels pixels, int[] labels) => (Size, _pixels, Labels) = (size, pixels, labels);

    /// <summary>The least and the greatest size of tiles in pixels, of every source.</summary>
    public const int LeastSize = 8, MostSize = 1024;

    /// <summary>Height and width of each tile, in pixels.</summary>
    public int Size { get; }

    /// <summary>The class of each tile.</summary>
    public int[] Labels { get; }

    /// <summary>Number of tiles.</summary>
    public int Count => Labels.Length;

    /// <summary>The bytes of one tile: Size × Size × 3, row by row, red first.</summary>
    public ReadOnlySpan<byte> Tile(int index) => _pixels.Read((long)index * BytesOf(Size), BytesOf(Size));

    /// <summary>A copy of one tile as an image.</summary>
    public RgbImage Image(int index) => new(Size, Size, Tile(index).ToArray());

    /// <summary>The tiles at the given indices, in that order.</summary>
    public TileSet Subset(IReadOnlyList<int> indices)
    {
        var tiles = new TileSetWriter(Size, indices.Count);
        foreach (var index in indices) tiles.Add(Tile(index));
        return tiles.ToSet([.. indices.Select(i => Labels[i])]);
    }

    /// <summary>Joins single tiles to a set.</summary>
    /// <exception cref="ArgumentException">A tile has another size.</exception>
    public static TileSet Of(int size, IReadOnlyList<(int label, RgbImage image)> tiles)
    {
        var joined = new TileSetWriter(size, tiles.Count);
        for (var i = 0; i < tiles.Count; i++)
        {
            var image = tiles[i].image;
            if (image.Width != size || image.Height != size)
                throw new ArgumentException(
                    $"tile {i}: expected {size}×{size} pixels, got {image.Width}×{image.Height}");
            joined.Add(image.Pixels);
        }
        return joined.ToSet([.. tiles.Select(t => t.label)]);
    }

    /// <summary>SHA-256 of all tiles' bytes, in lower-case hexadecimal digits.</summary>
    public string PixelHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal void AppendTo(IncrementalHash hash)
    {
        for (var i = 0; i < Count; i++) hash.AppendData(Tile(i));
    }

    /// <summary>Bytes of a tile of that size.</summary>
    internal static int BytesOf(int size) => size * size * 3;
}
