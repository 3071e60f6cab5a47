using System.Globalization;

namespace PathAlign.Files;

/// <summary>An array in NumPy's file format that is read from a stream, whole or piece by piece.</summary>
public sealed class NpyContent
{
    private readonly Stream _stream;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The stream, at the start of the array.</param>
    /// <param name="source">The file, for errors.</param>
    /// <param name="place">The entry in it, for errors.</param>
    /// <exception cref="InvalidInputException">The bytes are not an array, or break a rule.</exception>
    public NpyContent(Stream stream, string source, string place)
    {
        (_stream, Refusal) = (stream, rule => new InvalidInputException(source, place, rule));
        Header = NpyHeader.Read(this);
    }

    /// <summary>Element type and shape.</summary>
    public NpyHeader Header { get; }

    /// <summary>An error about this array, from the rule that it breaks.</summary>
    public Func<string, InvalidInputException> Refusal { get; }

    /// <summary>Reads the next bytes of the elements, as they are stored.</summary>
    /// <exception cref="InvalidInputException">The array ends before, or is damaged.</exception>
    public void Fill(Span<byte> bytes)
    {
        int read;
        try
        {
            read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw Refusal($"expected valid compressed data ({error.Message})");
        }
        if (read < bytes.Length) throw Refusal($"expected {bytes.Length} bytes, found fewer");
    }

    /// <summary>
    /// Reads the whole array; converts Fortran order to C order and big-endian to little-endian elements.
    /// </summary>
    /// <exception cref="InvalidInputException">The array does not fit in memory, ends early, or is damaged.</exception>
    public NpyArray ToArray()
    {
        if (Header.Bytes > Array.MaxLength)
            throw Refusal(string.Create(
                CultureInfo.InvariantCulture, $"expected at most {Array.MaxLength} bytes, found {Header.Bytes}"));
        var data = Take((int)Header.Bytes);
        if (Header.BigEndian) SwapBytes(data, Header.ElementSize);
        return new NpyArray(
            Header.Dtype, Header.Shape, Header.Fortran ? FromFortran(data, Header.Shape, Header.ElementSize) : data);
    }

    /// <summary>Reads in pieces, so that a forged length cannot reserve more memory than the file fills.</summary>
    internal byte[] Take(int count)
    {
        const int Piece = 1 << 24;
        if (count <= Piece) return Filled(count);
        using var grown = new MemoryStream();
        for (var left = count; left > 0; left -= Piece) grown.Write(Filled(Math.Min(Piece, left)));
        return grown.ToArray();
    }

    private byte[] Filled(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
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
}
