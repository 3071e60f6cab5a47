using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Erasure;

/// <summary>
/// Replaces a person in what is stored. A verdict stays as it is; a remark goes. Ids that were derived from the name
/// are derived again from the pseudonym: otherwise whoever guesses the name could confirm it.
/// </summary>
/// <param name="name">The person's name.</param>
/// <param name="pseudonym">The name that stands in its place.</param>
internal sealed class Erased(string name, string pseudonym)
{
    // The properties of documents and objects that hold a person's name and nothing else.
    private static readonly HashSet<string> _people = new(StringComparer.OrdinalIgnoreCase)
    {
        "rater", "without", "by", "who",
    };

    private readonly Dictionary<string, string> _ids = [];
    private readonly Regex _mention = new($"(?<![a-z0-9-]){Regex.Escape(name)}(?![a-z0-9-])");

    internal string Name => name;

    internal string Pseudonym => pseudonym;

    /// <summary>A pseudonym that tells nothing about the person.</summary>
    internal static string NewPseudonym() => $"erased-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>The person's rating under the pseudonym.</summary>
    internal StoredRating Of(StoredRating rating, Blind blind)
    {
        var itemId = blind.ItemId(pseudonym, rating.ImageId);
        var moved = rating with
        {
            Rater = pseudonym,
            ItemId = itemId,
            Remark = null,
            RequestHash = "",
            TraceParent = null,
        };
        return moved with
        {
            IdempotencyKey = $"erased:{moved.Id}",
            Event = rating.Event with { RatingId = moved.Id, Rater = pseudonym },
        };
    }

    /// <summary>The person's presentation under the pseudonym; nobody will rate it any more.</summary>
    internal Presentation Of(Presentation item, Blind blind) => item with
    {
        Rater = pseudonym,
        ItemId = blind.ItemId(pseudonym, item.ImageId),
        Open = false,
    };

    /// <summary>Remembers the ids of a rating that already stands under the pseudonym.</summary>
    internal void Remember(StoredRating moved, Blind blind)
    {
        _ids[StoredRating.IdOf(moved.ImageId, name, moved.Revision)] = moved.Id;
        var (before, after) = (blind.ItemId(name, moved.ImageId), blind.ItemId(pseudonym, moved.ImageId));
        _ids[before] = after;
        _ids[Rating.IdOf(before, moved.Revision)] = Rating.IdOf(after, moved.Revision);
    }

    /// <summary>Whether a text names the person.</summary>
    internal bool IsIn(string text) => text.Contains(name, StringComparison.Ordinal) && _mention.IsMatch(text);

    /// <summary>An entry of the audit log: every mention and id is replaced.</summary>
    internal string? InLog(string? text) =>
        text is null ? null : _ids.GetValueOrDefault(text) ?? _mention.Replace(text, pseudonym);

    /// <summary>A report page: the person stands in the head of a row.</summary>
    internal string InPage(string html) =>
        html.Replace($"<th scope=\"row\">{name}<", $"<th scope=\"row\">{pseudonym}<", StringComparison.Ordinal);

    /// <summary>A table of comma-separated values: the person stands in the column "rater".</summary>
    internal string InTable(string csv)
    {
        var column = Array.IndexOf(csv.Split('\n')[0].TrimEnd('\r').Split(','), "rater");
        if (column < 0) return csv;
        const string Field = """(?:"(?:[^"]|"")*"|[^",\r\n]*)""";
        return Regex.Replace(
            csv,
            $"^((?:{Field},){{{column}}}){Regex.Escape(name)}(?=[,\r\n])",
            $"${{1}}{pseudonym}",
            RegexOptions.Multiline);
    }

    /// <summary>A JSON text; returns the same text if it holds nothing of the person.</summary>
    internal string InJson(string json)
    {
        if (JsonNode.Parse(json, documentOptions: DocumentFields.Reading) is not { } node) return json;
        var changed = false;
        var replaced = Walk(null, node, ref changed);
        return changed ? replaced!.ToJsonString() : json;
    }

    private JsonNode? Walk(string? property, JsonNode? node, ref bool changed)
    {
        switch (node)
        {
            case JsonObject record:
                DropRemark(record, ref changed);
                foreach (var (key, value) in record.ToList())
                    if (Walk(key, value, ref changed) is var walked && !ReferenceEquals(walked, value))
                        record[key] = walked;
                return record;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    if (Walk(property, list[i], ref changed) is var walked && !ReferenceEquals(walked, list[i]))
                        list[i] = walked;
                return list;
            case JsonValue value when value.TryGetValue<string>(out var text):
                if (InText(property, text) is not { } other || other == text) return node;
                changed = true;
                return JsonValue.Create(other);
            default:
                return node;
        }
    }

    private void DropRemark(JsonObject record, ref bool changed)
    {
        if (
            Property(record, "remark") is { } remark
                && Property(record, "rater") is { Value: JsonValue value }
                && value.TryGetValue<string>(out var rater)
                && rater == name)
            changed |= record.Remove(remark.Key);
    }

    private static KeyValuePair<string, JsonNode?>? Property(JsonObject record, string name)
    {
        foreach (var property in record)
            if (property.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return property;
        return null;
    }

    private string? InText(string? property, string text) =>
        _ids.GetValueOrDefault(text)
            ?? (property is not null && _people.Contains(property) && text == name ? pseudonym
                : property == "body" && text.StartsWith('{') ? InJson(text)   // what a webhook was sent
                : null);
}
