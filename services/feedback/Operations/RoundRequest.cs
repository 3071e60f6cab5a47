using System.Text.Json;

namespace PathAlign.Feedback.Operations;

/// <summary>The body that asks for a round.</summary>
internal sealed record RoundRequest
{
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    /// <summary>As in the plan.</summary>
    public required string RoundId { get; init; }

    /// <summary>The object that holds the round's plan, stored before.</summary>
    public required string PlanKey { get; init; }
}
