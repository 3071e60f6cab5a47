using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PathAlign.Files;

/// <summary>
/// NumPy's array file format, versions 1 to 3, for the element types that data sets use. Objects (pickle) are rejected.
/// </summary>
public static partial class Npy
{
    /// <summary>The maximum number of bytes in one array.</summary>
    public const long MaxBytes = 0x7FFF_FFC7;   // Array.MaxLength

    private const int MaxHeader = 1 << 16;
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

    /// <summary>Reads one array; converts Fortran order to C order and big-endian to little-endian elements.</summary>
    /// <param name="stream">The stream, at the start of the array.</param>
    /// <param name="source">The file, for errors.</param>
    /// <param name="place">The entry in it, for errors.</param>
    /// <exception cref="InvalidInputException">The bytes are not an array, or break a rule.</exception>
    public static NpyArray Read(Stream stream, string source, string place)
    {
        InvalidInputException Refuse(string rule) => new(source, place, rule);
        var prefix = Take(stream, 8, Refuse);
        if (!prefix.AsSpan(0, 6).SequenceEqual((byte[])[0x93, .. "NUMPY"u8]))
            throw Refuse("expected a NumPy array, found other bytes");
        if (prefix[6] is < 1 or > 3) throw Refuse($"expected NumPy format 1 to 3, found {prefix[6]}");
        long length = prefix[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(Take(stream, 2, Refuse))
            : BinaryPrimitives.ReadUInt32LittleEndian(Take(stream, 4, Refuse));
        if (length > MaxHeader)
            throw Refuse($"expected a header of at most {MaxHeader} bytes, found a length of {length}");
        var header = Encoding.UTF8.GetString(Take(stream, (int)length, Refuse));

        var (dtype, bigEndian) = Descr(header, Refuse);
        var shape = Shape(header, Refuse);
        if (FortranPattern().Match(header) is not { Success: true } order)
            throw Refuse("expected fortran_order to be True or False");
        if (Bytes(dtype[1] - '0', shape) is not { } bytes)
            throw Refuse($"expected at most {MaxBytes} bytes, found a shape of ({string.Join(", ", shape)})");
        var data = Take(stream, bytes, Refuse);
        if (bigEndian) SwapBytes(data, dtype[1] - '0');
        return new NpyArray(
            dtype,
            shape,
            order.Groups[1].Value == "True" && shape.Length > 1 ? FromFortran(data, shape, dtype[1] - '0') : data);
    }

    /// <summary>Writes one array in format 1.</summary>
    public static void Write(Stream stream, NpyArray array)
    {
        var order = array.Dtype is "b1" or "u1" or "i1" ? "|" : "<";
        var shape = array.Shape.Length == 1 ? $"({array.Shape[0]},)" : $"({string.Join(", ", array.Shape)})";
        var header = $"{{'descr': '{order}{array.Dtype}', 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight((((10 + header.Length + 1 + 63) / 64) * 64) - 11) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length & 0xFF), (byte)(header.Length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header));
        stream.Write(array.Data);
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

    private static int[] Shape(string header, Func<string, InvalidInputException> refuse)
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

    // Null above the maximum. Each product stays below 2^62, so nothing overflows.
    private static int? Bytes(int elementSize, int[] shape)
    {
        if (shape.Contains(0)) return 0;
        long bytes = elementSize;
        foreach (var size in shape)
            if ((bytes *= size) > MaxBytes)
                return null;
        return (int)bytes;
    }

    /// <summary>Reads in pieces, so that a forged length cannot reserve more memory than the file fills.</summary>
    private static byte[] Take(Stream stream, int count, Func<string, InvalidInputException> refuse)
    {
        const int Piece = 1 << 24;
        if (count <= Piece) return Fill(new byte[count]);
        using var grown = new MemoryStream();
        for (var left = count; left > 0; left -= Piece) grown.Write(Fill(new byte[Math.Min(Piece, left)]));
        return grown.ToArray();

        byte[] Fill(byte[] buffer)
        {
            int read;
            try
            {
                read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException error)
            {
                throw refuse($"expected valid compressed data ({error.Message})");
            }
            return read == buffer.Length ? buffer : throw refuse($"expected {count} bytes, found fewer");
        }
    }

    private static void SwapBytes(byte[] data, int size)
    {
        for (var i = 0; i + size <= data.Length; i += size) data.AsSpan(i, size).Reverse();
    }

    private static byte[] FromFortran(byte[] data, int[] shape, int size)
    {
        var result = new byte[data.Length];
        var index = new int[shape.Length];
        for (long target = 0; target < result.Length; target += size)
        {
            long source = 0;
            for (var axis = shape.Length - 1; axis >= 0; axis--) source = (source * shape[axis]) + index[axis];
            Array.Copy(data, source * size, result, target, size);
            for (var axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }
        return result;
    }

    [GeneratedRegex(@"'descr':\s*'([<>|=]?)([A-Za-z]\d*)'")]
    private static partial Regex DescrPattern();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex FortranPattern();

    [GeneratedRegex(@"'shape':\s*\(([\d, ]*)\)")]
    private static partial Regex ShapePattern();
}
