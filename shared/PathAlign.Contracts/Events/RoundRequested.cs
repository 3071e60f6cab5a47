namespace PathAlign.Contracts.Events;

/// <summary>An operator, a client or the loop requests a round.</summary>
public sealed record RoundRequested : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }
}
