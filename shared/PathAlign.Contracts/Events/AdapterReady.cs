namespace PathAlign.Contracts.Events;

/// <summary>The generator was finetuned; the change is an adapter.</summary>
public sealed record AdapterReady : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The weights of the adapter.</summary>
    public required string AdapterKey { get; init; }

    /// <summary>The reward model that guided it.</summary>
    public required string RewardKey { get; init; }

    /// <summary>How the training went.</summary>
    public required string ReportKey { get; init; }
}
