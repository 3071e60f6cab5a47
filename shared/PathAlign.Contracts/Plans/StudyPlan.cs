using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts.Datasets;

namespace PathAlign.Contracts.Plans;

/// <summary>A study of images from elsewhere: which images raters see, and what happens to their ratings.</summary>
public sealed record StudyPlan
{
    /// <summary>The study's id: lower-case letters, digits and hyphens. It is the id of its round.</summary>
    [RegularExpression(NameRule.Pattern)]
    public required string StudyId { get; init; }

    /// <summary>The object that lists the images (schema StudyManifest).</summary>
    public required string ManifestKey { get; init; }

    /// <summary>Classes, criteria and stain of the images.</summary>
    public required DatasetDescription Dataset { get; init; }

    /// <summary>
    /// Real tiles, a MedMNIST archive with the same classes: examples beside the tile, controls, and tiles for the
    /// reward model. Null for none.
    /// </summary>
    public string? DataKey { get; init; }

    /// <summary>The name of the real tiles in reports.</summary>
    public string? DataName { get; init; }

    /// <summary>
    /// The classifier whose trunk the reward model starts from; its classes need not be those of the images. Null if
    /// the study only collects ratings.
    /// </summary>
    public string? ClassifierKey { get; init; }

    /// <summary>Seed of all random numbers of the study.</summary>
    public ulong Seed { get; init; }

    /// <summary>Which images are rated, and when the set is complete.</summary>
    public RatingPlan Rating { get; init; } = new();

    /// <summary>How the reward model is trained.</summary>
    public RewardPlan Reward { get; init; } = new();
}
