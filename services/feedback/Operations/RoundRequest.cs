using System.Text.Json;

namespace PathAlign.Feedback.Operations;

/// <summary>The body of a request for a round.</summary>
internal sealed record RoundRequest
{
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    /// <summary>The id, as in the plan.</summary>
    public required string RoundId { get; init; }

    /// <summary>The object with the round's plan, stored earlier.</summary>
    public required string PlanKey { get; init; }
}
