using System.Text.Json;
using System.Text.Json.Nodes;

namespace PathAlign.Tests.Files;

/// <summary>JSON texts that somebody could send instead of a good one: each differs from it in one value.</summary>
internal static class HostileJson
{
    // So many of a list's or an object's values are changed; the others are of the same kind.
    private const int ChildrenTried = 6;
    private const string Mark = "@ here @";

    private static readonly string[] _values =
    [
        "null", "true", "-1", "0", "0.5", "1e999", "-1e999", "2147483647", "9223372036854775807",
        "99999999999999999999", "\"\"", "\"x\"", "\"..\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[]]",
        "{\"a\": null}", $"\"{new string('a', 5000)}\"", $"{new string('[', 200)}{new string(']', 200)}",
    ];

    /// <summary>The values that most readers do not expect, for texts that take long to read.</summary>
    internal static readonly string[] FewValues = ["null", "-1", "1e999", "\"\\ud800\"", "[null]", "{}"];

    /// <summary>The changed texts, with the place and the value of each change.</summary>
    internal static IEnumerable<(string Change, string Text)> Of(string json, IReadOnlyList<string>? values = null)
    {
        foreach (var text in new[] { "", "null", "[]", "{}", "0", "{", $"{json}{json}", "\u0000", "\ufeff{}" })
            yield return ($"all is {text}", text);
        foreach (var place in PlacesOf(JsonNode.Parse(json)!))
        {
            yield return ($"{place.Name} is missing", place.Changed(json, parent => Remove(parent, place)));
            if (place.Key is { } key)
                yield return (
                    $"{place.Name} comes twice",
                    place.Changed(json, parent => parent.AsObject()[Mark] = parent.AsObject()[key]?.DeepClone())
                        .Replace(JsonSerializer.Serialize(Mark), JsonSerializer.Serialize(key)));
            foreach (var value in values ?? _values)
                yield return (
                    $"{place.Name} is {value[..Math.Min(30, value.Length)]}",
                    place.Changed(json, parent => Set(parent, place, Mark))
                        .Replace(JsonSerializer.Serialize(Mark), value));
        }
    }

    private static IEnumerable<Place> PlacesOf(JsonNode node, Place? above = null)
    {
        var children = node switch
        {
            JsonObject values => values.Take(ChildrenTried * 8).Select(e => (new Place(above, e.Key, 0), e.Value)),
            JsonArray items => items.Take(ChildrenTried).Select((item, i) => (new Place(above, null, i), item)),
            _ => [],
        };
        foreach (var (place, child) in children)
        {
            yield return place;
            if (child is not null)
                foreach (var inner in PlacesOf(child, place)) yield return inner;
        }
    }

    private static void Remove(JsonNode parent, Place place)
    {
        if (place.Key is { } key) parent.AsObject().Remove(key);
        else parent.AsArray().RemoveAt(place.Index);
    }

    private static void Set(JsonNode parent, Place place, string value)
    {
        if (place.Key is { } key) parent.AsObject()[key] = value;
        else parent.AsArray()[place.Index] = value;
    }

    private sealed record Place(Place? Above, string? Key, int Index)
    {
        internal string Name => $"{(Above is null ? "" : Above.Name + ".")}{Key ?? $"{Index}"}";

        internal string Changed(string json, Action<JsonNode> change)
        {
            var root = JsonNode.Parse(json)!;
            change(Above is null ? root : Above.In(root));
            return root.ToJsonString();
        }

        private JsonNode In(JsonNode root)
        {
            var parent = Above is null ? root : Above.In(root);
            return (Key is null ? parent[Index] : parent[Key])!;
        }
    }
}
