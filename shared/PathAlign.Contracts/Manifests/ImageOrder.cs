namespace PathAlign.Contracts.Manifests;

/// <summary>
/// Which images of a manifest are worth a rating most, as stored in the object store. Raters never see it.
/// </summary>
public sealed record ImageOrder
{
    /// <summary>The round that the images were drawn for.</summary>
    public required string RoundId { get; init; }

    /// <summary>The manifest that lists them.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The reward model whose ensemble disagrees.</summary>
    public required string RewardKey { get; init; }

    /// <summary>
    /// All images, each once: first those to be rated, as many as the plan wants, then those that step in where one of
    /// them is not to be had.
    /// </summary>
    public required IReadOnlyList<OrderedImage> Images { get; init; }
}

/// <summary>An image and why it stands where it does.</summary>
/// <param name="Id">The image.</param>
/// <param name="Disagreement">How much the ensemble disagrees about it, in nats, 0 or more.</param>
/// <param name="AtRandom">Whether chance chose it. Only figures over such images are figures of all images.</param>
public sealed record OrderedImage(string Id, double Disagreement, bool AtRandom);
