using System.Numerics;
using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Evaluator.Reports;

/// <summary>
/// The training tile that is most similar to an image in any of the eight symmetries of the square.
/// </summary>
internal static class PixelNeighbour
{
    /// <summary>A copy of the nearest tile; of equally near ones the first.</summary>
    internal static RgbImage Find(RgbImage image, TileSet tiles)
    {
        var views = Enumerable.Range(0, 8).Select(symmetry => Turned(image, symmetry)).ToArray();
        var least = long.MaxValue;
        var best = Enumerable.Range(0, tiles.Count)
            .AsParallel()
            .Select(i => (distance: Closest(views, tiles.Tile(i), ref least), i))
            .Min().i;
        return tiles.Image(best);
    }

    /// <summary>
    /// The least squared distance of the views to the tile. Views that are farther than <paramref name="least"/>, the
    /// least distance so far over all tiles, are given up early.
    /// </summary>
    private static long Closest(byte[][] views, ReadOnlySpan<byte> tile, ref long least)
    {
        var closest = long.MaxValue;
        foreach (var view in views)
        {
            var known = Volatile.Read(ref least);
            closest = Math.Min(closest, Distance(view, tile, known));
            while (closest < known)
                known = Interlocked.CompareExchange(ref least, closest, known) == known
                    ? closest
                    : Volatile.Read(ref least);
        }
        return closest;
    }

    /// <summary>The sum of squared differences, or some value above <paramref name="limit"/> if it is larger.</summary>
    private static long Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, long limit)
    {
        const int part = 4096; // 4096 · 255² fits into an int
        long sum = 0;
        for (var start = 0; start < a.Length && sum <= limit; start += part)
        {
            var length = Math.Min(part, a.Length - start);
            sum += PartDistance(a.Slice(start, length), b.Slice(start, length));
        }
        return sum;
    }

    private static int PartDistance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (sums, i) = (Vector<int>.Zero, 0);
        for (; i + Vector<byte>.Count <= a.Length; i += Vector<byte>.Count)
        {
            var (x, y) = (new Vector<byte>(a[i..]), new Vector<byte>(b[i..]));
            Vector.Widen(Vector.Max(x, y) - Vector.Min(x, y), out var low, out var high);
            sums += Squares(low) + Squares(high);
        }
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    /// <summary>The squares of numbers up to 255, of two neighbours added.</summary>
    private static Vector<int> Squares(Vector<ushort> differences)
    {
        Vector.Widen(differences * differences, out var low, out var high);
        return Vector.AsVectorInt32(low + high);
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
