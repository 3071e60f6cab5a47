using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PathAlign.Storage.Documents;

/// <summary>
/// The fields of a body that queries and indexes can use: its top-level strings, numbers and truth values, read as a
/// string, a long, a double or a bool. Null, lists and objects are left out.
/// </summary>
public static class DocumentFields
{
    private const int Depth = 1000;

    /// <summary>The maximum nesting depth of a body.</summary>
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = Depth };

    /// <summary>All fields, by name.</summary>
    /// <param name="json">The body.</param>
    public static IReadOnlyDictionary<string, object> Of(string json)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal);
        Read(json, (ref reader) =>
        {
            var name = reader.GetString()!;
            reader.Read();
            if (DocumentNames.IsField(name) && Scalar(ref reader) is { } value) fields[name] = value;
        });
        return fields;
    }

    /// <summary>The fields with these names, in the order of the names; null for a missing field.</summary>
    internal static object?[] Of(string json, IReadOnlyList<string> names)
    {
        var values = new object?[names.Count];
        Read(json, (ref reader) =>
        {
            var at = 0;
            while (at < names.Count && !reader.ValueTextEquals(names[at])) at++;
            reader.Read();
            if (at < names.Count) values[at] = Scalar(ref reader);
        });
        return values;
    }

    /// <summary>Called with the reader at a property's name; leaves it at the value.</summary>
    private delegate void Property(ref Utf8JsonReader reader);

    private static void Read(string json, Property property)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var reader = new Utf8JsonReader(
                bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)), new JsonReaderOptions { MaxDepth = Depth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException($"expected an object, found '{json[..Math.Min(64, json.Length)]}'");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                property(ref reader);
                reader.Skip();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static object? Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => reader.TryGetInt64(out var whole) ? (object)whole : reader.GetDouble(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };
}
