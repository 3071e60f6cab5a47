using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using PathAlign.Files;
using PathAlign.Imaging;

namespace PathAlign.Tests.Files;

/// <summary>The shared table: bytes that somebody could send, and words that the refusal must hold.</summary>
internal static class HostileInputs
{
    internal sealed record Case(string Format, string Name, byte[] Bytes, string Words);

    internal static IReadOnlyList<Case> All { get; } = [.. Safetensors(), .. Arrays(), .. Images()];

    internal static byte[] SafetensorsOf(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    internal static byte[] NpyOf(string header, int dataBytes)
    {
        var text = Encoding.ASCII.GetBytes(header);
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. new byte[dataBytes]];
    }

    internal static byte[] NpzOf(params (string name, byte[] content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        return stream.ToArray();
    }

    private static IEnumerable<Case> Safetensors()
    {
        static Case Of(string name, string header, int data, string words) =>
            new("safetensors", name, SafetensorsOf(header, data), words);
        const string A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        yield return new("safetensors", "empty", [], "at least 8 bytes");
        yield return new("safetensors", "pickle", [0x80, 2, .. new byte[30]], "pickle");
        yield return new(
            "safetensors",
            "Git LFS pointer",
            [.. "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8],
            "pointer of Git LFS");
        yield return new("safetensors", "zipped pickle", [.. "PK\u0003\u0004"u8, .. new byte[30]], "zip archive");
        yield return new(
            "safetensors", "header past the file", [200, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'], "within the file");
        yield return new(
            "safetensors", "enormous header", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0], "at most");
        yield return Of("no JSON", "hello", 0, "expected JSON");
        yield return Of("too deep", "{\"a\":" + new string('[', 40) + new string(']', 40) + "}", 0, "levels");
        yield return Of("a list", "[]", 0, "object");
        yield return Of(
            "rank of nine",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}",
            4,
            "at most 8 dimensions");
        yield return Of(
            "overflowing shape",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296],\"data_offsets\":[0,4]}}",
            4,
            "data_offsets that hold");
        foreach (
            var shape in new[]
            {
                "9223372036854775807,2", "9223372036854775807,9223372036854775807", "4611686018427387904,4",
                "2147483648,2147483648,4", "9223372036854775807,0,3",
            })
            foreach (var (type, offsets) in new[] { ("F32", "0,4"), ("U8", "0,4"), ("I64", "4,4") })
                yield return Of(
                    $"shape [{shape}] of {type} at {offsets}",
                    $"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":[{shape}],\"data_offsets\":[{offsets}]}}}}",
                    4,
                    "expected");
        yield return Of(
            "offsets above 2^63",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,18446744073709551615]}}",
            4,
            "whole numbers");
        yield return Of(
            "offsets that overflow the file",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[9223372036854775807,9223372036854775807]}}",
            4,
            "data_offsets within");
        yield return Of(
            "a fraction as size", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1e99],\"data_offsets\":[0,4]}}", 4, "whole");
        yield return Of("half a surrogate", "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[4]}}", 4, "UTF-8");
        yield return Of(
            "negative size", "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "whole numbers");
        yield return Of("unknown type", "{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype");
        yield return Of("type missing", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype");
        yield return Of("offsets past the end", "{" + A + "}", 4, "data_offsets within");
        yield return Of(
            "offsets backwards",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,0]}}",
            4,
            "data_offsets within");
        yield return Of(
            "overlap",
            "{" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
            12,
            "overlap");
        yield return Of(
            "gap", "{" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}", 16, "gap");
        yield return Of("bytes that no tensor names", "{" + A + "}", 12, "in total");
        yield return Of("a name twice", "{" + A + "," + A + "}", 8, "twice");
        yield return Of("metadata of numbers", "{\"__metadata__\":{\"a\":1}}", 0, "string");
    }

    private static IEnumerable<Case> Arrays()
    {
        const string Header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }\n";
        static Case Of(string name, byte[] npy, string words) => new("npz", name, NpzOf(("a.npy", npy)), words);
        yield return new("npz", "no archive", Encoding.ASCII.GetBytes("not a zip"), "npz archive");
        yield return Of("no array", "hello world"u8.ToArray(), "NumPy array");
        yield return Of(
            "objects", NpyOf("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }\n", 32), "pickle is not read");
        yield return Of(
            "structured type",
            NpyOf("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }\n", 16),
            "descr");
        yield return Of(
            "complex numbers",
            NpyOf("{'descr': '<c8', 'fortran_order': False, 'shape': (4,), }\n", 32),
            "element type");
        yield return Of("truncated data", NpyOf(Header, 2), "found fewer");
        yield return Of(
            "forged header length", [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0], "header of at most");
        yield return Of(
            "shape that overflows",
            NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }\n", 4),
            "at most");
        foreach (
            var shape in new[]
            {
                Repeat("2147483647", 4), Repeat("2147483647", 5), Repeat("2147483647", 8), Repeat("65536", 8),
                "2147483647, 2", "1, 2147483647, 1, 3", "268435456, 8", "1073741824, 4, 1073741824, 4",
                "2147483591, 2147483591",
            })
            foreach (var type in new[] { "|u1", "<i8", ">f8", "<f2" })
                foreach (var order in new[] { "False", "True" })
                    yield return Of(
                        $"shape ({shape}) of {type}, Fortran order {order}",
                        NpyOf($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': ({shape}), }}\n", 4),
                        "expected at most");
        yield return Of(
            "rank of nine",
            NpyOf($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({Repeat("1", 9)}), }}\n", 1),
            "at most 8 dimensions");
        yield return Of(
            "a size above 2^31",
            NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,), }\n", 1),
            "expected sizes up to");
        yield return Of("format 9", [0x93, .. "NUMPY"u8, 9, 0, 1, 0, 32], "format 1 to 3");
        yield return Of("header that ends early", [0x93, .. "NUMPY"u8, 1, 0, 200, 0, 32], "found fewer");
        yield return new("npz", "a forged length of an entry", WithLength(0xFFFFFFF0), "expected");
        yield return new("npz", "a forged offset of an entry", WithOffset(0x7FFFFFF0), "expected");
        yield return Of(
            "shape that is huge",
            NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (2000000000,), }\n", 4),
            "expected at most");
        yield return Of(
            "negative shape", NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (-4,), }\n", 4), "shape");
        yield return new("npz", "a path", NpzOf(("../a.npy", NpyOf(Header, 4))), "plain name");
        yield return new("npz", "a folder", NpzOf(("x/a.npy", NpyOf(Header, 4))), "plain name");
        yield return new("npz", "another kind of file", NpzOf(("a.txt", [1])), ".npy");
        yield return new(
            "npz", "a name twice", NpzOf(("a.npy", NpyOf(Header, 4)), ("a.npy", NpyOf(Header, 4))), "once");
        yield return new(
            "npz",
            "many entries",
            NpzOf([.. Enumerable.Range(0, 100).Select(i => ($"{i}.npy", NpyOf(Header, 4)))]),
            "at most 64 entries");
    }

    private static string Repeat(string text, int count) => string.Join(", ", Enumerable.Repeat(text, count));

    // Fields of the archive's central directory: the uncompressed length and the offset of the first entry.
    private static byte[] WithLength(uint length) => WithField(24, length);

    private static byte[] WithOffset(uint offset) => WithField(42, offset);

    private static byte[] WithField(int field, uint value)
    {
        var archive = NpzOf(("a.npy", NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }\n", 4)));
        var directory = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(directory + field), value);
        return archive;
    }

    private static IEnumerable<Case> Images()
    {
        var good = Png.Encode(RgbImage.Filled(4, 4, 1, 2, 3));
        yield return new("png", "empty", [], "signature");
        yield return new("png", "a JPEG", [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[20]], "JPEG");
        yield return new("png", "truncated", good[..^12], "IEND");
        yield return new("png", "forged checksum", Changed(good, 29, 0xAB), "checksum");
        yield return new("png", "forged length", Changed(good, 33, 0x7F), "length within");
        yield return new("png", "half a billion rows", WithHeader(good, 1, 500_000_000, 8, 2, 0), "pixels");
        foreach (
            var (width, height) in new[]
            {
                (int.MaxValue, int.MaxValue), (-1, -1), (-1, 1), (1, -1), (1 << 26, 2), (65536, 65536),
                (int.MinValue, 2), (2, int.MinValue),
            })
            yield return new("png", $"{width}×{height}", WithHeader(good, width, height, 8, 6, 0), "pixels");
        yield return new("png", "another compression", WithByte(good, 26, 1), "standard compression");
        yield return new("png", "colour type 7", WithHeader(good, 4, 4, 8, 7, 0), "colour type");
        yield return new("png", "no pixels", WithHeader(good, 0, 4, 8, 2, 0), "pixels");
        yield return new("png", "16 bits", WithHeader(good, 4, 4, 16, 2, 0), "8 bits");
        yield return new("png", "palette", WithHeader(good, 4, 4, 8, 3, 0), "palette");
        yield return new("png", "interlaced", WithHeader(good, 4, 4, 8, 2, 1), "interlacing");
        yield return new("png", "more rows than data", WithHeader(good, 4, 5, 8, 2, 0), "end of the data");
    }

    private static byte[] WithByte(byte[] png, int position, byte value)
    {
        var copy = Changed(png, position, value);
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(29), PngChecksum.Of(copy.AsSpan(12, 17)));
        return copy;
    }

    private static byte[] Changed(byte[] bytes, int position, byte value)
    {
        var copy = (byte[])bytes.Clone();
        copy[position] = value;
        return copy;
    }

    /// <summary>Writes another IHDR with a checksum that fits, so that only the rule itself can refuse it.</summary>
    private static byte[] WithHeader(byte[] png, int width, int height, byte bits, byte type, byte interlace)
    {
        var copy = (byte[])png.Clone();
        BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(20), height);
        (copy[24], copy[25], copy[28]) = (bits, type, interlace);
        var crc = PngChecksum.Of(copy.AsSpan(12, 17));
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(29), crc);
        return copy;
    }
}
