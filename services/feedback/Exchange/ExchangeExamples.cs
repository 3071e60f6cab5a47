using System.Text.Json.Nodes;
using PathAlign.Feedback.Api;

namespace PathAlign.Feedback.Exchange;

/// <summary>Examples of exports and imports for the OpenAPI document, of the types that are really sent.</summary>
internal static class ExchangeExamples
{
    internal static RatingLine Line =>
        new(
            ExampleValues.RatingId,
            "training",
            ExampleValues.ImageId,
            "study",
            ExampleValues.Rater,
            false,
            0,
            "rather-implausible",
            0.25,
            ["nuclear-size"],
            "nuclei too large",
            5500,
            ExampleValues.RatedAt,
            false);

    internal static string Lines => RatingLines.Write(Line) + "\n";

    internal static string Table => $"{RatingTable.Head}\r\n{RatingTable.Write(Line)}\r\n";

    internal static JsonArray LabelTasks => [JsonNode.Parse(LabelStudio.Write(1, [Line]))];
}
