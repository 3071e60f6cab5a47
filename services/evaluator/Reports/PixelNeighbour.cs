using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Evaluator.Reports;

/// <summary>
/// The training tile that is most similar to an image in any of the eight symmetries of the square.
/// </summary>
internal static class PixelNeighbour
{
    internal static RgbImage Find(RgbImage image, TileSet tiles)
    {
        var views = Enumerable.Range(0, 8).Select(symmetry => Turned(image, symmetry)).ToArray();
        var best = Enumerable.Range(0, tiles.Count)
            .AsParallel()
            .Select(i => (i, distance: views.Min(view => Distance(view, tiles.Tile(i)))))
            .MinBy(e => e.distance).i;
        return tiles.Image(best);
    }

    private static long Distance(byte[] a, ReadOnlySpan<byte> b)
    {
        long sum = 0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static byte[] Turned(RgbImage image, int symmetry)
    {
        var (size, result) = (image.Width, new byte[image.Pixels.Length]);
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var (fromX, fromY) = ((symmetry & 1) != 0 ? size - 1 - x : x, (symmetry & 2) != 0 ? size - 1 - y : y);
                if ((symmetry & 4) != 0) (fromX, fromY) = (fromY, fromX);
                Array.Copy(image.Pixels, ((fromY * size) + fromX) * 3, result, ((y * size) + x) * 3, 3);
            }
        return result;
    }
}
