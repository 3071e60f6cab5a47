namespace PathAlign.Contracts.Manifests;

/// <summary>A frozen set of ratings, ordered by image and rater: the same ratings always have the same bytes, hence the same key.</summary>
public sealed record RatingManifest
{
    /// <summary>The round.</summary>
    public required string RoundId { get; init; }

    /// <summary>The ratings.</summary>
    public required IReadOnlyList<RatingEntry> Ratings { get; init; }

    /// <summary>The <see cref="ImageOrder"/> that says which of the images chance chose; null when chance chose all.</summary>
    public string? OrderKey { get; init; }
}
