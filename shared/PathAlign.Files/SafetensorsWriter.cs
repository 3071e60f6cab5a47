using System.Buffers.Binary;
using System.Text.Json;

namespace PathAlign.Files;

/// <summary>Writes safetensors files: the same tensors give the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file completely or not at all: tensors sorted by name, data aligned to 8 bytes.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name, or bytes do not match a shape.</exception>
    public static void Write(
        string path, IEnumerable<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Wide elements come first: this aligns every tensor without gaps, which the format forbids.
        var ordered = tensors.OrderByDescending(t => t.Dtype.Size())
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
        foreach (var tensor in ordered)
            if (tensor.Shape.Aggregate(1L, (a, b) => a * b) * tensor.Dtype.Size() != tensor.Bytes.Length)
                throw new ArgumentException(
                    $"tensor '{tensor.Name}': expected bytes for [{string.Join(',', tensor.Shape)}] " +
                        $"{tensor.Dtype.Name()}, got {tensor.Bytes.Length}");
        if (ordered.DistinctBy(t => t.Name).Count() != ordered.Count)
            throw new ArgumentException("tensors: expected each name once");
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in ordered) stream.Write(tensor.Bytes.Span);
        });
    }

    private static byte[] Header(List<TensorData> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (name, text) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(name, text);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Dtype.Name());
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
