namespace PathAlign.Contracts.Events;

/// <summary>Every image of a round is scored: those to rate can be chosen.</summary>
public sealed record ScoringCompleted : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The object that holds the images' <see cref="Manifests.ImageManifest"/>.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The number of shards.</summary>
    public required int Shards { get; init; }
}
