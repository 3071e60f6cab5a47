using System.Text.Json.Nodes;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>A rated item, as the endpoint of webhooks sees it.</summary>
/// <param name="Id">The id that its rater knows.</param>
/// <param name="Place">Its place among all ratings, from 0.</param>
/// <param name="News">The deliveries that name it.</param>
internal sealed record DeliveredItem(string Id, int Place, IReadOnlyList<Delivered> News);

/// <summary>A delivery.</summary>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers of the delivery.</param>
/// <param name="Place">Its place among all deliveries, from 0.</param>
internal sealed record Delivered(string Body, IReadOnlyDictionary<string, string> Headers, int Place)
{
    internal JsonObject Data => JsonNode.Parse(Body)!["data"]!.AsObject();

    internal DateTimeOffset Timestamp => (DateTimeOffset)JsonNode.Parse(Body)!["timestamp"]!;
}
