namespace PathAlign.Contracts.Events;

/// <summary>Work of a stage went on.</summary>
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

    /// <summary>Units in all.</summary>
    public required long Total { get; init; }

    /// <summary>What a watcher may want to know: a loss, a rate.</summary>
    public string? Note { get; init; }

    /// <summary>Time left as far as known, in seconds.</summary>
    public double SecondsLeft { get; init; }
}
