namespace PathAlign.Contracts.Events;

/// <summary>The images of a round that will be rated are chosen.</summary>
public sealed record ImagesOrdered : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The images.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The object that holds their <see cref="Manifests.ImageOrder"/>.</summary>
    public required string OrderKey { get; init; }

    /// <summary>The number of images to rate.</summary>
    public required int Wanted { get; init; }
}
