namespace PathAlign.Import.Images;

/// <summary>A rectangle that marks an object in an image, in pixels from the upper left corner.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Right">The column after the last.</param>
/// <param name="Bottom">The row after the last.</param>
internal sealed record Box(int Left, int Top, int Right, int Bottom)
{
    /// <summary>The box of a whole image.</summary>
    internal static Box Of(int width, int height) => new(0, 0, width, height);

    /// <summary>Whether it holds no pixel.</summary>
    internal bool IsEmpty => Right <= Left || Bottom <= Top;

    /// <summary>Whether it is in an image of this size.</summary>
    internal bool IsIn(int width, int height) => Right <= width && Bottom <= height;

    /// <summary>
    /// The square with the same centre, moved into the image where it crosses an edge. Its side is never longer than
    /// the image's shorter side.
    /// </summary>
    /// <param name="width">The image's width.</param>
    /// <param name="height">The image's height.</param>
    /// <param name="fixedSide">The square's side; null for the one that holds the box.</param>
    internal (int left, int top, int side) Square(int width, int height, int? fixedSide = null)
    {
        var side = Math.Min(fixedSide ?? Math.Max(Right - Left, Bottom - Top), Math.Min(width, height));
        return (
            Math.Clamp((Left + Right - side) / 2, 0, width - side),
            Math.Clamp((Top + Bottom - side) / 2, 0, height - side),
            side);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Left},{Top}-{Right},{Bottom}";
}
