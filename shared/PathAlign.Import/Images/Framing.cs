using NetVips;

namespace PathAlign.Import.Images;

/// <summary>The part of an image that becomes a tile, and the tile's size.</summary>
/// <param name="Crop">The side of the square that is cut out of the middle; null for the whole image.</param>
/// <param name="Size">The tile's side; null keeps the scale.</param>
internal sealed record Framing(int? Crop, int? Size)
{
    /// <summary>The tile's width and height.</summary>
    internal (int width, int height) TileSize(int width, int height) =>
        (Size ?? Crop) is { } side ? (side, side) : (width, height);

    /// <summary>The reason why an image of this size gives no tile; null if it gives one.</summary>
    internal string? Fault(int width, int height) =>
        Crop is { } crop && Math.Min(width, height) < crop
            ? $"smaller than --crop {crop}: {width}×{height} px"
            : null;

    /// <summary>The changes to an image of this size, for the table of the import.</summary>
    internal IEnumerable<string> Changes(int width, int height)
    {
        if (Size is not { } size) yield break;
        if (Crop is null && width != height) yield return "not square: the middle square is kept";
        if ((Crop ?? Math.Min(width, height)) < size) yield return "enlarged";
    }

    /// <summary>The tile of an 8-bit RGB image in memory. The caller disposes it.</summary>
    internal Image Apply(Image image)
    {
        var side = Crop ?? (Size is null ? null : Math.Min(image.Width, image.Height));
        var middle = side is { } cut
            ? image.Crop((image.Width - cut) / 2, (image.Height - cut) / 2, cut, cut)
            : image.Copy();
        if (Size is not { } size || size == side) return middle;
        using (middle) return middle.ThumbnailImage(size, height: size, size: Enums.Size.Force, noRotate: true);
    }
}
