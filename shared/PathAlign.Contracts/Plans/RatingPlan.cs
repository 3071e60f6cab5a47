using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>When there are enough ratings.</summary>
public sealed record RatingPlan
{
    /// <summary>How many raters have to see each image.</summary>
    [Range(1, 10)]
    public int RatersPerImage { get; init; } = 1;

    /// <summary>The share of the images that have to be rated, in (0, 1].</summary>
    [Range(0.01, 1)]
    public double Share { get; init; } = 1;
}
