namespace PathAlign.Contracts.Events;

/// <summary>The images of one shard were drawn, stored and listed in a manifest of their own.</summary>
public sealed record ShardDrawn : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What the images will be rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The adapter of the arm after; null for training images.</summary>
    public string? AdapterKey { get; init; }

    /// <summary>The number of the shard, from 0.</summary>
    public required int Shard { get; init; }

    /// <summary>The number of shards of the drawing.</summary>
    public required int Shards { get; init; }

    /// <summary>The object that holds the shard's <see cref="Manifests.ImageManifest"/>.</summary>
    public required string ImagesKey { get; init; }
}
