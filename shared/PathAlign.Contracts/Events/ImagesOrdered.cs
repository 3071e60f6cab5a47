namespace PathAlign.Contracts.Events;

/// <summary>It is settled which of a round's images are to be rated.</summary>
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

    /// <summary>How many are to be rated.</summary>
    public required int Wanted { get; init; }
}
