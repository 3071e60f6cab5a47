namespace PathAlign.Files;

/// <summary>An array as NumPy stores it, in C order and little endian.</summary>
/// <param name="Dtype">Kind and bytes of an element: b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4 or f8.</param>
/// <param name="Shape">Size of each dimension.</param>
/// <param name="Data">Its elements.</param>
public sealed record NpyArray(string Dtype, int[] Shape, byte[] Data)
{
    /// <summary>Bytes of one element.</summary>
    public int ElementSize => Dtype[1] - '0';

    /// <summary>The array as an entry of an archive.</summary>
    public NpzEntry Named(string name) => new(name, new NpyHeader(Dtype, Shape), stream => stream.Write(Data));
}
