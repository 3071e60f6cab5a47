namespace PathAlign.Contracts.Events;

/// <summary>An adapter was compared with the champion, and promoted or rejected.</summary>
public sealed record AdapterEvaluated : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The adapter.</summary>
    public required string AdapterKey { get; init; }

    /// <summary>The report, as JSON.</summary>
    public required string ReportKey { get; init; }

    /// <summary>The decision.</summary>
    public required bool Promoted { get; init; }
}
