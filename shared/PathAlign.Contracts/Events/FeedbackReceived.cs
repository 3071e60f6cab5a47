namespace PathAlign.Contracts.Events;

/// <summary>A rating was stored.</summary>
public sealed record FeedbackReceived : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What the image was rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The rating.</summary>
    public required string RatingId { get; init; }

    /// <summary>The image or pair that was rated.</summary>
    public required string ImageId { get; init; }

    /// <summary>The rater.</summary>
    public required string Rater { get; init; }

    /// <summary>Whether the rater is a program.</summary>
    public bool Simulated { get; init; }
}
