namespace PathAlign.Contracts.Events;

/// <summary>The round's rating policy is met; the set of ratings is frozen.</summary>
public sealed record FeedbackQuorumReached : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What the images were rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The images that were rated.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The object that holds the frozen <see cref="Manifests.RatingManifest"/>.</summary>
    public required string RatingsKey { get; init; }

    /// <summary>The number of ratings in the set.</summary>
    public required int Count { get; init; }

    /// <summary>Whether any rater is a program.</summary>
    public bool Simulated { get; init; }
}
