using NetVips;

namespace PathAlign.Import.Images;

/// <summary>The part of an image that becomes a tile, the tile's size, and how its values become 8 bits.</summary>
/// <param name="Crop">The side of the square that is cut out of the middle; null for the whole image.</param>
/// <param name="Size">The tile's side; null keeps the scale.</param>
/// <param name="Depth">How many of the bits of 16-bit images hold values.</param>
internal sealed record Framing(int? Crop, int? Size, int Depth = Framing.AllBits)
{
    /// <summary>The bits of a channel in a 16-bit image.</summary>
    internal const int AllBits = 16;

    /// <summary>The tile's width and height.</summary>
    internal (int width, int height) TileSize(int width, int height, Box? box)
    {
        if ((Size ?? Crop) is { } side) return (side, side);
        return box?.Square(width, height) is { side: var ofBox } ? (ofBox, ofBox) : (width, height);
    }

    /// <summary>How many pixels of an image of this size become one of its tile, in a row.</summary>
    internal double Reduction(int width, int height, Box? box) =>
        Size is { } size ? (Crop ?? box?.Square(width, height).side ?? Math.Min(width, height)) / (double)size : 1;

    /// <summary>The reason why an image of this size gives no tile; null if it gives one.</summary>
    internal string? Fault(int width, int height, Box? box)
    {
        if (box is not null && !box.IsIn(width, height))
            return $"the box {box} is not in the image of {width}×{height} px";
        var least = box?.Square(width, height).side ?? Math.Min(width, height);
        return Crop is { } crop && least < crop ? $"smaller than --crop {crop}: {width}×{height} px" : null;
    }

    /// <summary>The changes to an image of this size, for the table of the import.</summary>
    internal IEnumerable<string> Changes(int width, int height, Box? box)
    {
        if (box is not null)
        {
            yield return "cut out of its box";
            width = height = box.Square(width, height).side;
        }
        if (Size is not { } size) yield break;
        if (Crop is null && width != height) yield return "not square: the middle square is kept";
        if ((Crop ?? Math.Min(width, height)) < size) yield return "enlarged";
    }

    /// <summary>The tile of an 8-bit RGB image in memory. The caller disposes it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="box">The object that becomes the tile; null for the whole image.</param>
    internal Image Apply(Image image, Box? box)
    {
        if (box is null) return Apply(image);
        var (left, top, side) = box.Square(image.Width, image.Height);
        using var cut = image.Crop(left, top, side, side);
        return Apply(cut);
    }

    private Image Apply(Image image)
    {
        var side = Crop ?? (Size is null ? null : Math.Min(image.Width, image.Height));
        var middle = side is { } cut
            ? image.Crop((image.Width - cut) / 2, (image.Height - cut) / 2, cut, cut)
            : image.Copy();
        if (Size is not { } size || size == side) return middle;
        using (middle) return middle.ThumbnailImage(size, height: size, size: Enums.Size.Force, noRotate: true);
    }
}
