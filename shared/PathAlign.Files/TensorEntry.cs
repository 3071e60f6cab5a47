namespace PathAlign.Files;

/// <summary>Where a tensor stands in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">Its element type.</param>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Offset">Its first byte, counted from the start of the file.</param>
/// <param name="ByteLength">Its bytes.</param>
public sealed record TensorEntry(string Name, TensorDtype Dtype, long[] Shape, long Offset, long ByteLength);
