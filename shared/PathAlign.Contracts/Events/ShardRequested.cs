namespace PathAlign.Contracts.Events;

/// <summary>
/// Some dozens of a round's images are to be drawn. The images of a drawing are numbered in the order of its manifest:
/// by arm, class and place.
/// </summary>
public sealed record ShardRequested : IRequestedShard
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What the images will be rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The adapter of the arm after; null for training images.</summary>
    public string? AdapterKey { get; init; }

    /// <inheritdoc/>
    public required int Shard { get; init; }

    /// <inheritdoc/>
    public required int Shards { get; init; }

    /// <inheritdoc/>
    public required int First { get; init; }

    /// <inheritdoc/>
    public required int Count { get; init; }
}
