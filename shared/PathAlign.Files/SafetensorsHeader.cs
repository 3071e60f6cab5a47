using System.Text.Json;

namespace PathAlign.Files;

/// <summary>Checks and reads the JSON header of a safetensors file, without reading the data.</summary>
internal sealed class SafetensorsHeader
{
    private const int MaxDepth = 8;
    private const int MaxRank = 8;
    private readonly string _source;
    private readonly long _dataStart, _dataLength;

    private SafetensorsHeader(string source, long dataStart, long dataLength)
    {
        (_source, _dataStart, _dataLength) = (source, dataStart, dataLength);
    }

    internal Dictionary<string, TensorEntry> Tensors { get; } = [];

    internal Dictionary<string, string> Metadata { get; } = [];

    internal static SafetensorsHeader Parse(string source, ReadOnlyMemory<byte> json, long dataStart, long fileLength)
    {
        var header = new SafetensorsHeader(source, dataStart, fileLength - dataStart);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException error)
        {
            throw header.Refuse("header", $"expected JSON of at most {MaxDepth} levels ({error.Message})");
        }
        using (document)
        {
            try
            {
                header.Read(document.RootElement);
            }
            catch (InvalidOperationException)
            {
                // the parser decodes lazily
                throw header.Refuse("header", "expected text in UTF-8, found other bytes");
            }
        }
        header.CheckLayout();
        return header;
    }

    private void Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Refuse("header", $"expected a JSON object, found {root.ValueKind}");
        var seen = new HashSet<string>();
        foreach (var property in root.EnumerateObject())
        {
            if (!seen.Add(property.Name))
                throw Refuse("header", $"expected each name once, found '{Shown(property.Name)}' twice");
            if (property.Name == "__metadata__") ReadMetadata(property.Value);
            else Tensors.Add(property.Name, ReadEntry(property.Name, property.Value));
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Refuse("__metadata__", $"expected an object of strings, found {value.ValueKind}");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Refuse(
                    "__metadata__",
                    $"expected a string for '{Shown(property.Name)}', found {property.Value.ValueKind}");
            if (!Metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw Refuse("__metadata__", $"expected each name once, found '{Shown(property.Name)}' twice");
        }
    }

    private TensorEntry ReadEntry(string name, JsonElement value)
    {
        var place = $"tensor '{Shown(name)}'";
        if (value.ValueKind != JsonValueKind.Object)
            throw Refuse(place, $"expected an object, found {value.ValueKind}");
        if (
            !value.TryGetProperty("dtype", out var type)
                || type.ValueKind != JsonValueKind.String
                || !TensorDtypes.TryParse(type.GetString(), out var dtype))
            throw Refuse(
                place,
                $"expected a dtype of {string.Join(", ", Enum.GetValues<TensorDtype>().Select(d => d.Name()))}, " +
                    $"found {(type.ValueKind == JsonValueKind.Undefined ? "none" : Shown(type.ToString()))}");
        var shape = ReadNumbers(value, "shape", place);
        if (shape.Length > MaxRank) throw Refuse(place, $"expected at most {MaxRank} dimensions, found {shape.Length}");
        var offsets = ReadNumbers(value, "data_offsets", place);
        if (offsets.Length != 2) throw Refuse(place, $"expected two data_offsets, found {offsets.Length}");
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin > end || end > _dataLength)
            throw Refuse(place, $"expected data_offsets within {_dataLength} bytes of data, found {begin} to {end}");
        if (ByteLength(shape, dtype) is not { } length || length != end - begin)
            throw Refuse(
                place,
                $"expected data_offsets that hold {dtype.Name()}[{string.Join(',', shape)}], found {end - begin} " +
                    $"bytes");
        return new TensorEntry(name, dtype, shape, _dataStart + begin, length);
    }

    private long[] ReadNumbers(JsonElement value, string property, string place)
    {
        if (!value.TryGetProperty(property, out var list) || list.ValueKind != JsonValueKind.Array)
            throw Refuse(place, $"expected an array of numbers as {property}");
        if (list.GetArrayLength() > 64)
            throw Refuse(place, $"expected at most 64 numbers in {property}, found {list.GetArrayLength()}");
        return [
            .. list.EnumerateArray().Select(
                item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Refuse(place, $"expected whole numbers from 0 in {property}, found {Shown(item.ToString())}"))];
    }

    /// <summary>Tensors must fill the data from the first byte to the last without overlap.</summary>
    private void CheckLayout()
    {
        var position = _dataStart;
        foreach (var entry in Tensors.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteLength))
        {
            if (entry.Offset < position)
                throw Refuse(
                    $"tensor '{Shown(entry.Name)}'", "expected data of its own, found an overlap with another tensor");
            if (entry.Offset > position)
                throw Refuse(
                    $"tensor '{Shown(entry.Name)}'",
                    $"expected no gap before it, found {entry.Offset - position} bytes");
            position += entry.ByteLength;
        }
        if (position != _dataStart + _dataLength)
            throw Refuse(
                "data", $"expected tensors of {_dataLength} bytes in total, found {position - _dataStart}");
    }

    private static long? ByteLength(long[] shape, TensorDtype dtype)
    {
        try
        {
            return checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * dtype.Size());
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private InvalidInputException Refuse(string place, string rule) => new(_source, place, rule);

    private static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
