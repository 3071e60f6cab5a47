namespace PathAlign.Contracts.Events;

/// <summary>
/// A reward model predicts ratings no better than chance: the round ends without finetuning.
/// </summary>
public sealed record RewardModelRejected : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The ratings it learned from.</summary>
    public required string RatingsKey { get; init; }

    /// <summary>Its weights.</summary>
    public required string RewardKey { get; init; }

    /// <summary>Its figures on held-out images.</summary>
    public required string ReportKey { get; init; }

    /// <summary>The reasons for the rejection.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether the plan's loop has a round after this one.</summary>
    public bool ToContinue { get; init; }
}
