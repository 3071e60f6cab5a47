namespace PathAlign.Files;

/// <summary>The place of a tensor in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its element type.</param>
/// <param name="Shape">Size of each dimension; empty for a scalar.</param>
/// <param name="Offset">Offset of its first byte from the start of the file.</param>
/// <param name="ByteLength">Its length in bytes.</param>
public sealed record TensorEntry(string Name, TensorDtype Dtype, long[] Shape, long Offset, long ByteLength);
