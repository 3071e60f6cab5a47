namespace PathAlign.Contracts.Events;

/// <summary>The images of one shard were scored.</summary>
public sealed record ShardScored : IFinishedShard
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

    /// <summary>The object that holds the scores.</summary>
    public required string ScoresKey { get; init; }

    /// <inheritdoc/>
    public IRoundEvent Whole() =>
        new ScoringCompleted { RoundId = RoundId, PlanKey = PlanKey, ImagesKey = ImagesKey, Shards = Shards };
}
