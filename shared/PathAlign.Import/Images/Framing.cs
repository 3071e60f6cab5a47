using NetVips;

namespace PathAlign.Import.Images;

/// <summary>The part of an image that becomes a tile, the tile's size, and how its values become 8 bits.</summary>
/// <param name="Crop">The side of the square that is cut out of the middle, or around that of a box; null for the whole
/// image or the box.</param>
/// <param name="Size">The tile's side; null keeps the scale.</param>
/// <param name="Depth">How many of the bits of 16-bit images hold values.</param>
internal sealed record Framing(int? Crop, int? Size, int Depth = Framing.AllBits)
{
    /// <summary>The bits of a channel in a 16-bit image.</summary>
    internal const int AllBits = 16;

    /// <summary>The tile's width and height.</summary>
    internal (int width, int height) TileSize(int width, int height, Box? box)
    {
        if (Size is null && Crop is null && box is null) return (width, height);
        var side = Size ?? Side(width, height, box);
        return (side, side);
    }

    /// <summary>How many pixels of an image of this size become one of its tile, in a row.</summary>
    internal double Reduction(int width, int height, Box? box) =>
        Size is { } size ? Side(width, height, box) / (double)size : 1;

    /// <summary>The reason why an image of this size gives no tile; null if it gives one.</summary>
    internal string? Fault(int width, int height, Box? box)
    {
        if (box is not null && !box.IsIn(width, height))
            return $"the box {box} is not in the image of {width}×{height} px";
        return Crop is { } crop && Math.Min(width, height) < crop
            ? $"smaller than --crop {crop}: {width}×{height} px"
            : null;
    }

    /// <summary>The changes to an image of this size, for the table of the import.</summary>
    internal IEnumerable<string> Changes(int width, int height, Box? box)
    {
        if (box is not null) yield return Crop is null ? "cut out of its box" : "cut around its box";
        if (Size is not { } size) yield break;
        if (box is null && Crop is null && width != height) yield return "not square: the middle square is kept";
        if (Side(width, height, box) < size) yield return "enlarged";
    }

    /// <summary>The tile of an 8-bit RGB image in memory. The caller disposes it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="box">The object that becomes the tile; null for the whole image.</param>
    internal Image Apply(Image image, Box? box)
    {
        if (Size is null && Crop is null && box is null) return image.Copy();
        var (left, top, side) = (box ?? Box.Of(image.Width, image.Height)).Square(image.Width, image.Height, Crop);
        var cut = image.Crop(left, top, side, side);
        if (Size is not { } size || size == side) return cut;
        using (cut) return cut.ThumbnailImage(size, height: size, size: Enums.Size.Force, noRotate: true);
    }

    private int Side(int width, int height, Box? box) =>
        (box ?? Box.Of(width, height)).Square(width, height, Crop).side;
}
