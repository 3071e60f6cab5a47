using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts;
using PathAlign.Contracts.Plans;

namespace PathAlign.Standalone.Embedded;

/// <summary>The difference between two plans of the same round.</summary>
internal static class PlanDifference
{
    private const int Shown = 3;

    /// <summary>
    /// The fields that differ, with both values; null if none does. The results of earlier rounds (champion and reward
    /// model), the number of later rounds, and the size of a pixel, which only draws the scale bar, are ignored.
    /// </summary>
    internal static string? Of(RoundPlan asked, RoundPlan stored)
    {
        var found = new List<string>();
        // simulated rounds of earlier versions do not say that they are
        if (!stored.Rating.SimulatedRaters)
            asked = asked with { Rating = asked.Rating with { SimulatedRaters = false } };
        Compare("", Node(asked), Node(stored), found);
        if (found.Count == 0) return null;
        var more = found.Count > Shown ? $" and {found.Count - Shown} more" : "";
        return string.Join("; ", found.Take(Shown)) + more;
    }

    private static JsonNode Node(RoundPlan plan) => JsonSerializer.SerializeToNode(
        plan with
        {
            AdapterKey = null,
            Rating = plan.Rating with { RewardKey = null },
            Loop = null,
            Dataset = plan.Dataset with { MicrometresPerPixel = null },
        },
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
