namespace PathAlign.Contracts.Events;

/// <summary>The progress of a stage's job.</summary>
public sealed record StageProgressed : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>generator, feedback, reward, finetuner or evaluator.</summary>
    public required string Stage { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Units done.</summary>
    public required long Done { get; init; }

    /// <summary>Total units.</summary>
    public required long Total { get; init; }

    /// <summary>Details for a watcher: a loss, a rate.</summary>
    public string? Note { get; init; }

    /// <summary>Estimated time left in seconds, if known.</summary>
    public double SecondsLeft { get; init; }
}
