using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>
/// Ratings of an earlier round, without those of one rater. A round learns from them instead of new ratings.
/// </summary>
public sealed record EarlierRatings
{
    /// <summary>The manifest that lists the images.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The frozen set of ratings.</summary>
    public required string RatingsKey { get; init; }

    /// <summary>The rater whose ratings, decisions and checks are left out.</summary>
    [RegularExpression(NameRule.Pattern)]
    public required string Without { get; init; }
}
