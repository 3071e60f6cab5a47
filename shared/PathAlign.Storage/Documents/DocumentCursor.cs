using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PathAlign.Storage.Documents;

/// <summary>
/// The last document of a page. The next page starts right after it, however many pages came before. Clients hold
/// cursors, so a returned cursor is checked like any other input.
/// </summary>
/// <param name="Order">The order it belongs to.</param>
/// <param name="Value">The last document's value of the order's field: null, a string, a long, a double or a
/// bool.</param>
/// <param name="Id">The id of the last document.</param>
internal sealed record DocumentCursor(string Order, object? Value, string Id)
{
    internal static string OrderOf(DocumentQuery query) => $"{query.OrderBy}{(query.Descending ? "-" : "+")}";

    internal string Write() =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { Order, Value, Id }));

    /// <exception cref="InvalidCursorException">The text is not a cursor of this query.</exception>
    internal static DocumentCursor? Read(DocumentQuery query)
    {
        if (query.After is null) return null;
        try
        {
            if (JsonNode.Parse(Base64Url.DecodeFromChars(query.After)) is JsonArray { Count: 3 } parts
                && parts[0]?.GetValue<string>() == OrderOf(query) && parts[2]?.GetValue<string>() is { } id)
                return new(OrderOf(query), ValueOf(parts[1]), DocumentNames.CheckId(id));
        }
        catch (Exception error) when (
            error is FormatException or JsonException or InvalidOperationException or ArgumentException)
        { }
        throw new InvalidCursorException(
            $"expected a cursor that this query returned, found '{query.After[..Math.Min(64, query.After.Length)]}'");
    }

    private static object? ValueOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True or JsonValueKind.False => node.GetValue<bool>(),
        JsonValueKind.Number =>
            node.AsValue().TryGetValue<long>(out var whole) ? (object)whole : node.GetValue<double>(),
        _ => throw new FormatException(),
    };
}
