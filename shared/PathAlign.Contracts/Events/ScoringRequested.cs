namespace PathAlign.Contracts.Events;

/// <summary>
/// An earlier round's reward model is to score some dozens of a round's images, numbered as in their manifest.
/// </summary>
public sealed record ScoringRequested : IRequestedShard
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The object that holds the images' <see cref="Manifests.ImageManifest"/>.</summary>
    public required string ImagesKey { get; init; }

    /// <inheritdoc/>
    public required int Shard { get; init; }

    /// <inheritdoc/>
    public required int Shards { get; init; }

    /// <inheritdoc/>
    public required int First { get; init; }

    /// <inheritdoc/>
    public required int Count { get; init; }
}
