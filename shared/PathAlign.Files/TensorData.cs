namespace PathAlign.Files;

/// <summary>A tensor to write.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Dtype">Its element type.</param>
/// <param name="Shape">Size of each dimension; empty for a scalar.</param>
/// <param name="Bytes">Its elements in C order, little endian.</param>
public sealed record TensorData(string Name, TensorDtype Dtype, long[] Shape, ReadOnlyMemory<byte> Bytes);
