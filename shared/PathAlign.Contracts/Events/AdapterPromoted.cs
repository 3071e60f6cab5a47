namespace PathAlign.Contracts.Events;

/// <summary>An adapter becomes the champion.</summary>
public sealed record AdapterPromoted : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The adapter.</summary>
    public required string AdapterKey { get; init; }

    /// <summary>The report, as JSON.</summary>
    public required string ReportKey { get; init; }
}
