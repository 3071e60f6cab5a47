namespace PathAlign.Contracts.Events;

/// <summary>An adapter was measured against the champion and decided on.</summary>
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
