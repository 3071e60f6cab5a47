namespace PathAlign.Contracts.Events;

/// <summary>The images of one shard were drawn, stored and listed in a manifest of their own.</summary>
public sealed record ShardDrawn : IFinishedShard
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

    /// <summary>The object that holds the shard's <see cref="Manifests.ImageManifest"/>.</summary>
    public required string ImagesKey { get; init; }

    /// <inheritdoc/>
    public IRoundEvent Whole() => new DrawingCompleted
    {
        RoundId = RoundId,
        PlanKey = PlanKey,
        Purpose = Purpose,
        AdapterKey = AdapterKey,
        Shards = Shards,
    };
}
