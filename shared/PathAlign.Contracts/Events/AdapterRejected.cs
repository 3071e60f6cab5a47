namespace PathAlign.Contracts.Events;

/// <summary>An adapter does not become the champion.</summary>
public sealed record AdapterRejected : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The adapter.</summary>
    public required string AdapterKey { get; init; }

    /// <summary>The report, as JSON.</summary>
    public required string ReportKey { get; init; }

    /// <summary>The reasons for the rejection.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether the plan's loop has a round after this one.</summary>
    public bool ToContinue { get; init; }
}
