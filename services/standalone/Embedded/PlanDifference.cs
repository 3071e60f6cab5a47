using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts;
using PathAlign.Contracts.Plans;

namespace PathAlign.Standalone.Embedded;

/// <summary>What two plans of the same round differ in.</summary>
internal static class PlanDifference
{
    private const int Shown = 3;

    /// <summary>
    /// The fields that differ, with both values; null where none does. What follows from the rounds before, the
    /// champion and the reward model, is left out, and so is how many rounds come after it.
    /// </summary>
    internal static string? Of(RoundPlan asked, RoundPlan stored)
    {
        var found = new List<string>();
        Compare("", Node(asked), Node(stored), found);
        if (found.Count == 0) return null;
        var more = found.Count > Shown ? $" and {found.Count - Shown} more" : "";
        return string.Join("; ", found.Take(Shown)) + more;
    }

    private static JsonNode Node(RoundPlan plan) => JsonSerializer.SerializeToNode(
        plan with { AdapterKey = null, Rating = plan.Rating with { RewardKey = null }, Loop = null },
        ContractJson.Options)!;

    private static void Compare(string path, JsonNode? asked, JsonNode? stored, List<string> found)
    {
        if (asked is JsonObject left && stored is JsonObject right)
            foreach (var name in left.Select(p => p.Key).Union(right.Select(p => p.Key)))
                Compare(path.Length == 0 ? name : $"{path}.{name}", left[name], right[name], found);
        else if (!JsonNode.DeepEquals(asked, stored))
            found.Add($"{path}: asked for {Text(asked)}, found {Text(stored)}");
    }

    private static string Text(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "nothing";
        return text.Length <= 80 ? text : text[..80] + "…";
    }
}
