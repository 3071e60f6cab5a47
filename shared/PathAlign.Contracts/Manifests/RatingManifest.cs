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

    /// <summary>The pairs that the ratings are of, ordered by id; null where they are of single images.</summary>
    public IReadOnlyList<ImagePair>? Pairs { get; init; }

    /// <summary>
    /// Verdicts of reviewers on images that raters disagreed on, ordered by image: each takes the place of what the
    /// raters said. Null where none was asked for.
    /// </summary>
    public IReadOnlyList<RatingEntry>? Decisions { get; init; }

    /// <summary>
    /// What measures the raters, ordered by rater and id. No image is judged by it. Null where nothing was hidden.
    /// </summary>
    public IReadOnlyList<RatingCheck>? Checks { get; init; }

    /// <summary>
    /// The <see cref="ImageOrder"/> that says which of the images chance chose; null when chance chose all.
    /// </summary>
    public string? OrderKey { get; init; }
}
