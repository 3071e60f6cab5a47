using System.Text.Json;

namespace PathAlign.Training;

/// <summary>What a training run depends on; a checkpoint belongs to one identity only.</summary>
/// <param name="OptionsJson">The options as JSON.</param>
/// <param name="DataName">The data's name, for errors; null if the job behind the options names it.</param>
/// <param name="DataHash">Hash of the data's content, with classes and sizes.</param>
/// <param name="IgnoredOption">An option that may differ, since no step depends on it; null for none.</param>
public sealed record RunIdentity(
    string OptionsJson, string? DataName = null, string? DataHash = null, string? IgnoredOption = null)
{
    /// <summary>What differs between these options and others, one after the other; null if nothing does.</summary>
    /// <param name="otherJson">The options of a checkpoint.</param>
    internal string? DifferenceFrom(string? otherJson)
    {
        if (otherJson == OptionsJson) return null;
        if (Fields(OptionsJson) is not { } own || otherJson is null || Fields(otherJson) is not { } other)
            return $"expected {OptionsJson}, found {otherJson ?? "none"}";
        var differences = own.Keys.Union(other.Keys)
            .Where(name => name != IgnoredOption)
            .Select(name => (name, Own: own.GetValueOrDefault(name), Other: other.GetValueOrDefault(name)))
            .Where(field => field.Own != field.Other)
            .Select(field => $"{field.name}: expected {field.Own ?? "none"}, found {field.Other ?? "none"}");
        return string.Join("; ", differences) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The text of each field; null if the text is no JSON object.</summary>
    private static Dictionary<string, string>? Fields(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().GroupBy(field => field.Name)
                    .ToDictionary(same => same.Key, same => same.Last().Value.GetRawText())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
