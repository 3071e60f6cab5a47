using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using PathAlign.Files;

namespace PathAlign.Imaging;

/// <summary>
/// A small bounded PNG codec. It writes 8-bit RGB and reads 8-bit grey, grey with alpha, RGB and RGBA; alpha is blended
/// with white. Replay compares bytes, so the product has its own writer: docs/decisions/png-writer.md.
/// </summary>
public static class Png
{
    /// <summary>The maximum number of pixels that are decoded.</summary>
    public const long MaxPixels = 1L << 26;

    private const int MaxText = 1 << 16;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Writes an image with text chunks (keyword to text).</summary>
    public static byte[] Encode(RgbImage image, IReadOnlyDictionary<string, string>? text = null) =>
        Encode(image, text, CompressionLevel.Optimal);

    /// <summary>
    /// Writes an image without compression: images of one size have files of one size, whatever they show.
    /// </summary>
    public static byte[] EncodeEvenly(RgbImage image) => Encode(image, null, CompressionLevel.NoCompression);

    private static byte[] Encode(
        RgbImage image, IReadOnlyDictionary<string, string>? text, CompressionLevel compression)
    {
        using var output = new MemoryStream();
        output.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(output, "IHDR", header);
        foreach (
            var (keyword, value) in (
                text ?? new Dictionary<string, string>()).OrderBy(t => t.Key, StringComparer.Ordinal))
            WriteChunk(output, "iTXt", [.. Keyword(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value)]);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, compression, leaveOpen: true)) PngFilter.Write(zlib, image);
        WriteChunk(output, "IDAT", packed.ToArray());
        WriteChunk(output, "IEND", []);
        return output.ToArray();
    }

    /// <summary>Reads an image.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <exception cref="InvalidInputException">The bytes are not such a PNG, or break a rule.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, string source)
    {
        PngHeader? header = null;
        using var data = new MemoryStream();
        foreach (var (type, range) in Chunks(bytes, source))
        {
            if (type == "IHDR") header = PngHeader.Read(bytes[range], source, MaxPixels);
            else if (header is null) throw new InvalidInputException(source, $"chunk {type}", "expected IHDR first");
            else if (type == "IDAT") data.Write(bytes[range]);
        }
        if (header is null) throw new InvalidInputException(source, "file", "expected an IHDR chunk, found none");
        data.Position = 0;
        return PngFilter.Read(data, header, source);
    }

    /// <summary>The text chunks (tEXt, and iTXt that is not compressed), by keyword.</summary>
    /// <exception cref="InvalidInputException">The PNG is invalid, or a text exceeds 64 KiB.</exception>
    public static IReadOnlyDictionary<string, string> ReadText(ReadOnlySpan<byte> bytes, string source)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (type, range) in Chunks(bytes, source))
        {
            if (type is not ("tEXt" or "iTXt")) continue;
            var content = bytes[range];
            if (content.Length > MaxText)
                throw new InvalidInputException(
                    source, $"chunk {type}", $"expected a text of at most {MaxText} bytes, found {content.Length}");
            var end = content.IndexOf((byte)0);
            if (end is < 1 or > 79)
                throw new InvalidInputException(source, $"chunk {type}", "expected a keyword of 1 to 79 bytes");
            var keyword = Encoding.Latin1.GetString(content[..end]);
            if (type == "tEXt") texts[keyword] = Encoding.Latin1.GetString(content[(end + 1)..]);
            else if (International(content[(end + 1)..]) is { } text) texts[keyword] = text;
        }
        return texts;
    }

    private static string? International(ReadOnlySpan<byte> content)
    {
        if (content.Length < 2 || content[0] != 0) return null;   // compressed texts are not supported
        content = content[2..];
        for (var field = 0; field < 2; field++)                   // language, translated keyword
        {
            var end = content.IndexOf((byte)0);
            if (end < 0) return null;
            content = content[(end + 1)..];
        }
        return Encoding.UTF8.GetString(content);
    }

    private static byte[] Keyword(string keyword) =>
        keyword.Length is >= 1 and <= 79 && keyword.All(c => c is >= ' ' and <= '~')
        ? Encoding.ASCII.GetBytes(keyword)
        : throw new ArgumentException(
            $"text chunk: expected a keyword of 1 to 79 printable characters, got '{keyword}'");

    private static List<(string type, Range content)> Chunks(ReadOnlySpan<byte> bytes, string source)
    {
        if (bytes.Length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xD8)
            throw new InvalidInputException(source, "file", "expected a PNG, found a JPEG; convert it first");
        if (!bytes.StartsWith(Signature))
            throw new InvalidInputException(source, "file", "expected a PNG signature, found other bytes");
        var chunks = new List<(string, Range)>();
        for (var position = Signature.Length; ;)
        {
            if (bytes.Length - position < 12)
                throw new InvalidInputException(source, "file", "expected an IEND chunk, found the end of the file");
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[position..]);
            var type = Encoding.ASCII.GetString(bytes.Slice(position + 4, 4));
            if (!type.All(char.IsAsciiLetter))
                throw new InvalidInputException(source, $"byte {position}", "expected a chunk name of four letters");
            if (length > bytes.Length - position - 12)
                throw new InvalidInputException(
                    source, $"chunk {type}", $"expected a length within the file, found {length}");
            var content = (position + 8)..(position + 8 + (int)length);
            var found = BinaryPrimitives.ReadUInt32BigEndian(bytes[content.End..]);
            if (found != Crc32.HashToUInt32(bytes[(position + 4)..content.End]))
                throw new InvalidInputException(source, $"chunk {type}", "expected a matching checksum, found another");
            chunks.Add((type, content));
            if (type == "IEND") return chunks;   // what follows is not part of the image
            position = content.End.Value + 4;
        }
    }

    private static void WriteChunk(Stream output, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        output.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        output.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        output.Write(number);
    }
}
