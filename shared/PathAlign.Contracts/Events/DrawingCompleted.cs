namespace PathAlign.Contracts.Events;

/// <summary>Every shard of a drawing is drawn.</summary>
public sealed record DrawingCompleted : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What the images will be rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The adapter of the arm after; null for training images.</summary>
    public string? AdapterKey { get; init; }

    /// <summary>The number of shards.</summary>
    public required int Shards { get; init; }
}
