using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PathAlign.Files;

/// <summary>What NumPy's array file format says before the elements.</summary>
/// <param name="Dtype">Kind and bytes of an element: b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4 or f8.</param>
/// <param name="Shape">Size of each dimension.</param>
/// <param name="BigEndian">Whether the bytes of an element are in the other order.</param>
/// <param name="Fortran">Whether the first dimension changes fastest.</param>
public sealed partial record NpyHeader(string Dtype, int[] Shape, bool BigEndian = false, bool Fortran = false)
{
    /// <summary>The maximum number of bytes in one array: about 200,000 images of 224 px.</summary>
    public const long MaxBytes = 32L << 30;

    private const int MaxLength = 1 << 16;
    private const int MaxRank = 8;

    private static readonly HashSet<string> Dtypes =
    [
        "b1",
        "u1",
        "i1",
        "u2",
        "i2",
        "u4",
        "i4",
        "u8",
        "i8",
        "f2",
        "f4",
        "f8",
    ];

    /// <summary>Bytes of one element.</summary>
    public int ElementSize => Dtype[1] - '0';

    /// <summary>Bytes of all elements, at most <see cref="MaxBytes"/>.</summary>
    public long Bytes => BytesOf(ElementSize, Shape) ?? throw new OverflowException("array: expected fewer bytes");

    /// <summary>Reads a header of format 1 to 3. Objects (pickle) are rejected.</summary>
    internal static NpyHeader Read(NpyContent content)
    {
        var refuse = content.Refusal;
        var prefix = content.Take(8);
        if (!prefix.AsSpan(0, 6).SequenceEqual((byte[])[0x93, .. "NUMPY"u8]))
            throw refuse("expected a NumPy array, found other bytes");
        if (prefix[6] is < 1 or > 3) throw refuse($"expected NumPy format 1 to 3, found {prefix[6]}");
        long length = prefix[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(content.Take(2))
            : BinaryPrimitives.ReadUInt32LittleEndian(content.Take(4));
        if (length > MaxLength)
            throw refuse($"expected a header of at most {MaxLength} bytes, found a length of {length}");
        var text = Encoding.UTF8.GetString(content.Take((int)length));

        var (dtype, bigEndian) = Descr(text, refuse);
        var shape = ShapeOf(text, refuse);
        if (FortranPattern().Match(text) is not { Success: true } order)
            throw refuse("expected fortran_order to be True or False");
        if (BytesOf(dtype[1] - '0', shape) is null)
            throw refuse($"expected at most {MaxBytes} bytes, found a shape of ({string.Join(", ", shape)})");
        return new NpyHeader(dtype, shape, bigEndian, order.Groups[1].Value == "True" && shape.Length > 1);
    }

    /// <summary>Writes a header of format 1, for C order and little-endian elements.</summary>
    internal void Write(Stream stream)
    {
        var order = Dtype is "b1" or "u1" or "i1" ? "|" : "<";
        var shape = Shape.Length == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";
        var text = $"{{'descr': '{order}{Dtype}', 'fortran_order': False, 'shape': {shape}, }}";
        text = text.PadRight((((10 + text.Length + 1 + 63) / 64) * 64) - 11) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(text.Length & 0xFF), (byte)(text.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }

    private static (string dtype, bool bigEndian) Descr(string header, Func<string, InvalidInputException> refuse)
    {
        var match = DescrPattern().Match(header);
        if (!match.Success) throw refuse("expected a descr of one element type, found none");
        var (order, dtype) = (match.Groups[1].Value, match.Groups[2].Value);
        if (dtype.StartsWith('O')) throw refuse("expected numbers, found Python objects; pickle is not read");
        if (!Dtypes.Contains(dtype))
            throw refuse($"expected an element type of {string.Join(", ", Dtypes)}, found '{dtype}'");
        return (dtype, order == ">" && dtype[1] > '1');
    }

    private static int[] ShapeOf(string header, Func<string, InvalidInputException> refuse)
    {
        var match = ShapePattern().Match(header);
        if (!match.Success) throw refuse("expected a shape of whole numbers, found none");
        var sizes = match.Groups[1].Value.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (sizes.Length > MaxRank) throw refuse($"expected at most {MaxRank} dimensions, found {sizes.Length}");
        return [
            .. sizes.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw refuse($"expected sizes up to {int.MaxValue}, found '{text}'"))];
    }

    // Null above the maximum; the comparison comes first, so that no product overflows.
    private static long? BytesOf(int elementSize, int[] shape)
    {
        if (shape.Contains(0)) return 0;
        long bytes = elementSize;
        foreach (var size in shape)
        {
            if (bytes > MaxBytes / size) return null;
            bytes *= size;
        }
        return bytes;
    }

    [GeneratedRegex(@"'descr':\s*'([<>|=]?)([A-Za-z]\d*)'")]
    private static partial Regex DescrPattern();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex FortranPattern();

    [GeneratedRegex(@"'shape':\s*\(([\d, ]*)\)")]
    private static partial Regex ShapePattern();
}
