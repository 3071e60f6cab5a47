using System.Buffers.Binary;
using PathAlign.Files;

namespace PathAlign.Imaging;

/// <summary>The validated content of the IHDR chunk.</summary>
internal sealed record PngHeader(int Width, int Height, int Channels)
{
    internal static PngHeader Read(ReadOnlySpan<byte> content, string source, long maxPixels)
    {
        InvalidInputException Refuse(string rule) => new(source, "chunk IHDR", rule);
        if (content.Length != 13) throw Refuse($"expected 13 bytes, found {content.Length}");
        var (width, height) = (
            BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]));
        if (width == 0 || height == 0 || (ulong)width * height > (ulong)maxPixels)
            throw Refuse($"expected 1 to {maxPixels} pixels, found {width}×{height}");
        if (content[8] != 8) throw Refuse($"expected 8 bits per channel, found {content[8]}");
        if (content[10] != 0 || content[11] != 0)
            throw Refuse("expected the standard compression and filters, found others");
        if (content[12] != 0) throw Refuse("expected no interlacing, found Adam7");
        var channels = content[9] switch
        {
            0 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            3 => throw Refuse("expected grey or RGB, found a palette"),
            var type => throw Refuse($"expected colour type 0, 2, 4 or 6, found {type}"),
        };
        return new PngHeader((int)width, (int)height, channels);
    }
}
