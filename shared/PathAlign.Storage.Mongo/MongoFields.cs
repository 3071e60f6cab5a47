using System.Globalization;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// The fields of a body that can be queried, with their types. The body itself is stored as text, so that it comes back
/// digit for digit whatever its keys and numbers are; these are what the indexes see of it.
/// </summary>
internal static class MongoFields
{
    /// <summary>The fields of a body.</summary>
    internal static JsonObject Of(string body) => new(DocumentFields.Of(body).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)Literal(field.Value))));

    /// <summary>A value as extended JSON that names its type, so that 2 is never taken for 2.0.</summary>
    internal static JsonNode Literal(object value) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        long whole => new JsonObject { ["$numberLong"] = whole.ToString(CultureInfo.InvariantCulture) },
        double number => new JsonObject { ["$numberDouble"] = number.ToString("R", CultureInfo.InvariantCulture) },
        _ => throw new ArgumentException($"expected a string, a long, a double or a bool, found {value}"),
    };
}
