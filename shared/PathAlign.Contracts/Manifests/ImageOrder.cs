namespace PathAlign.Contracts.Manifests;

/// <summary>
/// The images of a manifest in the order in which they should be rated, as stored in the object store. Raters never
/// see it.
/// </summary>
public sealed record ImageOrder
{
    /// <summary>The round that the images were drawn for.</summary>
    public required string RoundId { get; init; }

    /// <summary>The manifest that lists them.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The reward model whose disagreement gives the order.</summary>
    public required string RewardKey { get; init; }

    /// <summary>
    /// All images, each once: first the number to rate from the plan, then the replacements for images that are not
    /// available.
    /// </summary>
    public required IReadOnlyList<OrderedImage> Images { get; init; }
}

/// <summary>An image and the reason for its place in the order.</summary>
/// <param name="Id">The image.</param>
/// <param name="Disagreement">How much the ensemble disagrees about it, in nats, 0 or more.</param>
/// <param name="AtRandom">Whether it was chosen at random. Only such images represent all images.</param>
public sealed record OrderedImage(string Id, double Disagreement, bool AtRandom);
