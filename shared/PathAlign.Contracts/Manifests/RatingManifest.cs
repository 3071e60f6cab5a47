namespace PathAlign.Contracts.Manifests;

/// <summary>
/// A frozen set of ratings, ordered by image and rater: the same ratings always have the same bytes, hence the same
/// key.
/// </summary>
public sealed record RatingManifest
{
    /// <summary>The round.</summary>
    public required string RoundId { get; init; }

    /// <summary>The ratings.</summary>
    public required IReadOnlyList<RatingEntry> Ratings { get; init; }

    /// <summary>The rated pairs, ordered by id; null if single images were rated.</summary>
    public IReadOnlyList<ImagePair>? Pairs { get; init; }

    /// <summary>
    /// Reviewers' verdicts on disputed images, ordered by image; each replaces the raters' verdicts. Null if none was
    /// needed.
    /// </summary>
    public IReadOnlyList<RatingEntry>? Decisions { get; init; }

    /// <summary>
    /// Ratings that measure the raters, ordered by rater and id; they never count for an image. Null if the set had no
    /// repeats or hidden controls.
    /// </summary>
    public IReadOnlyList<RatingCheck>? Checks { get; init; }

    /// <summary>
    /// The <see cref="ImageOrder"/> that marks the randomly chosen images; null if all were chosen at random.
    /// </summary>
    public string? OrderKey { get; init; }
}
