namespace PathAlign.Contracts.Manifests;

/// <summary>
/// A rating that measures its rater: of a hidden real tile, or of an image that the rater had rated before.
/// </summary>
public sealed record RatingCheck
{
    /// <summary>The rating's id.</summary>
    public required string Id { get; init; }

    /// <summary>The rater.</summary>
    public required string Rater { get; init; }

    /// <summary>The image that was shown a second time; null for a real tile.</summary>
    public string? RepeatOf { get; init; }

    /// <summary>For a real tile: 1 if it was shown as its own class, 0 if as another. Null for a repeat.</summary>
    public double? Truth { get; init; }

    /// <summary>The rater's verdict, from 0 implausible to 1 plausible.</summary>
    public required double Plausibility { get; init; }
}
