namespace PathAlign.Contracts.Events;

/// <summary>
/// A job is parked until it is redriven, because it used up its attempts or can never succeed.
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

    /// <summary>The reason, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The number of attempts.</summary>
    public required int Attempts { get; init; }

    /// <summary>The trace of the failure.</summary>
    public string? TraceId { get; init; }
}
