namespace PathAlign.Imaging;

/// <summary>An RGB image with 8 bits per channel.</summary>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
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
