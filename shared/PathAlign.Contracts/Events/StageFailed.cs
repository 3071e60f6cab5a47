namespace PathAlign.Contracts.Events;

/// <summary>
/// A job was tried as often as allowed, or can never succeed, and is parked until it is driven again.
/// </summary>
public sealed record StageFailed : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>generator, feedback, reward, finetuner or evaluator.</summary>
    public required string Stage { get; init; }

    /// <summary>The parked job.</summary>
    public required string JobId { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>The trace that shows it.</summary>
    public string? TraceId { get; init; }
}
