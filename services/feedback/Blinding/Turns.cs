using PathAlign.Imaging;

namespace PathAlign.Feedback.Blinding;

/// <summary>
/// The eight orientations of an image: four turns, each also mirrored. Microscope images have no top.
/// </summary>
internal static class Turns
{
    internal const int Count = 8;

    /// <summary>An orientation other than an earlier one, chosen by a number.</summary>
    internal static int Other(int earlier, ulong number) => (earlier + 1 + (int)(number % (Count - 1))) % Count;

    /// <summary>The image in an orientation; 0 leaves it as it is.</summary>
    internal static RgbImage Of(RgbImage image, int turn)
    {
        if (turn == 0) return image;
        var (swaps, down, across) = ((turn & 4) != 0, (turn & 2) != 0, (turn & 1) != 0);
        var (width, height) = swaps ? (image.Height, image.Width) : (image.Width, image.Height);
        var pixels = new byte[image.Pixels.Length];
        for (int y = 0, to = 0; y < height; y++)
            for (var x = 0; x < width; x++, to += 3)
            {
                var (fromX, fromY) = swaps ? (y, x) : (x, y);
                if (across) fromX = image.Width - 1 - fromX;
                if (down) fromY = image.Height - 1 - fromY;
                image.Pixels.AsSpan(3 * ((fromY * image.Width) + fromX), 3).CopyTo(pixels.AsSpan(to));
            }
        return new RgbImage(width, height, pixels);
    }
}
