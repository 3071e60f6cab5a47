using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// The fields of a body that can be queried, with their types. The body itself is stored as text, so that it comes back
/// digit for digit whatever its keys and numbers are; these are what the indexes see of it.
/// </summary>
internal static class MongoFields
{
    internal static readonly JsonDocumentOptions Reading = new() { MaxDepth = 1000 };

    /// <summary>The top-level strings, numbers and truth values of a body; null and lists are not among them.</summary>
    internal static JsonObject Of(string body)
    {
        using var document = JsonDocument.Parse(body, Reading);
        var fields = new JsonObject();
        foreach (var property in document.RootElement.EnumerateObject())
            if (DocumentNames.IsField(property.Name) && Scalar(property.Value) is { } value)
                fields[property.Name] = Literal(value);
        return fields;
    }

    /// <summary>What a body has in a field: null, a string, a long, a double or a bool.</summary>
    internal static object? ValueIn(string body, string field)
    {
        using var document = JsonDocument.Parse(body, Reading);
        return document.RootElement.TryGetProperty(field, out var value) ? Scalar(value) : null;
    }

    /// <summary>A value as extended JSON that names its type, so that 2 is never taken for 2.0.</summary>
    internal static JsonNode Literal(object value) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        long whole => new JsonObject { ["$numberLong"] = whole.ToString(CultureInfo.InvariantCulture) },
        double number => new JsonObject { ["$numberDouble"] = number.ToString("R", CultureInfo.InvariantCulture) },
        _ => throw new ArgumentException($"expected a string, a long, a double or a bool, found {value}"),
    };

    private static object? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
