namespace PathAlign.Contracts.Events;

/// <summary>Images were generated, stored and listed in a manifest.</summary>
public sealed record ImagesGenerated : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What they are to be rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The object that holds their <see cref="Manifests.ImageManifest"/>.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>How many drawn ones the classifier filter turned away.</summary>
    public int Rejected { get; init; }

    /// <summary>
    /// Whether it is still to be settled which of them are rated: <see cref="ImagesOrdered"/> follows, and nobody rates
    /// before.
    /// </summary>
    public bool ToOrder { get; init; }
}
