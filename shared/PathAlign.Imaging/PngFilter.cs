using System.IO.Compression;
using PathAlign.Files;

namespace PathAlign.Imaging;

/// <summary>PNG's row filters (specification, section 9).</summary>
internal static class PngFilter
{
    /// <summary>Writes rows with the Paeth filter, the best single choice for photographs.</summary>
    internal static void Write(Stream output, RgbImage image)
    {
        var stride = image.Width * 3;
        var row = new byte[stride + 1];
        row[0] = 4;
        for (var y = 0; y < image.Height; y++)
        {
            var current = image.Pixels.AsSpan(y * stride, stride);
            var above = y == 0 ? default : image.Pixels.AsSpan((y - 1) * stride, stride);
            for (var x = 0; x < stride; x++)
            {
                var left = x >= 3 ? current[x - 3] : 0;
                var up = y > 0 ? above[x] : 0;
                var corner = x >= 3 && y > 0 ? above[x - 3] : 0;
                row[x + 1] = (byte)(current[x] - Paeth(left, up, corner));
            }
            output.Write(row);
        }
    }

    /// <summary>Decompresses and unfilters exactly as many rows as the header states.</summary>
    internal static RgbImage Read(Stream packed, PngHeader header, string source)
    {
        var (stride, channels) = (header.Width * header.Channels, header.Channels);
        var (previous, current) = (new byte[stride], new byte[stride]);
        var pixels = new byte[header.Width * header.Height * 3];
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            for (var y = 0; y < header.Height; y++)
            {
                var filter = zlib.ReadByte();
                if (filter is < 0 or > 4)
                    throw new InvalidInputException(
                        source,
                        $"row {y}",
                        filter < 0
                            ? "expected a row, found the end of the data"
                            : $"expected a filter from 0 to 4, found {filter}");
                if (zlib.ReadAtLeast(current, stride, throwOnEndOfStream: false) < stride)
                    throw new InvalidInputException(
                        source, $"row {y}", "expected a complete row, found the end of the data");
                Unfilter(filter, current, previous, channels);
                ToRgb(current, pixels.AsSpan(y * header.Width * 3, header.Width * 3), channels);
                (previous, current) = (current, previous);
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException(source, "chunk IDAT", $"expected valid compressed data ({error.Message})");
        }
        return new RgbImage(header.Width, header.Height, pixels);
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int channels)
    {
        for (var x = 0; x < row.Length; x++)
        {
            int left = x >= channels ? row[x - channels] : 0;
            int up = above[x];
            row[x] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, x >= channels ? above[x - channels] : 0),
                _ => 0,
            });
        }
    }

    private static void ToRgb(ReadOnlySpan<byte> row, Span<byte> rgb, int channels)
    {
        for (var (from, to) = (0, 0); to < rgb.Length; from += channels, to += 3)
        {
            var alpha = channels is 2 or 4 ? row[from + channels - 1] : 255;
            for (var c = 0; c < 3; c++)
            {
                var value = row[from + (channels >= 3 ? c : 0)];
                rgb[to + c] = alpha == 255 ? value : (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
