namespace PathAlign.Imaging;

/// <summary>An image of 8 bits a channel.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Height × Width × 3 bytes, row by row, red first.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>An image of one colour.</summary>
    public static RgbImage Filled(int width, int height, byte red, byte green, byte blue)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        return new RgbImage(width, height, pixels);
    }
}
