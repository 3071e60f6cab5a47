using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Plans;

/// <summary>Which images are rated, by how many raters, and when a set is complete.</summary>
public sealed record RatingPlan : IValidatableObject
{
    /// <summary>Number of raters that must rate each image.</summary>
    [Setting(ForPeople = true), Range(1, 10)]
    public int RatersPerImage { get; init; } = 1;

    /// <summary>Share of the images that must be rated, in (0, 1].</summary>
    [Range(0.01, 1)]
    public double Share { get; init; } = 1;

    /// <summary>
    /// The reward model of an earlier round, whose disagreement chooses the images to rate if <see cref="Share"/> is
    /// below 1; null for a random choice.
    /// </summary>
    public string? RewardKey { get; init; }

    /// <summary>
    /// Share of the rated images that are chosen at random although --order is active. Only these are held out from the
    /// reward model and used for figures on all images.
    /// </summary>
    [Setting, Range(0.1, 1)]
    public double RandomShare { get; init; } = 0.25;

    /// <summary>
    /// Share of the images that a rater sees a second time, without notice, to measure the rater's self-agreement.
    /// </summary>
    [Setting("repeats", ForPeople = true), Range(0, 0.3)]
    public double RepeatShare { get; init; }

    /// <summary>
    /// Share of hidden real tiles among the images that a rater sees: half under their own class, half under another
    /// one. Their ratings measure the rater and are never part of a frozen set.
    /// </summary>
    [Setting("controls", ForPeople = true), Range(0, 0.3)]
    public double ControlShare { get; init; }

    /// <summary>
    /// Distance of two raters' verdicts on an image, on the scale of 0 to 1, from which a reviewer must decide; the set
    /// waits for the decision. Without this setting, no image needs a decision.
    /// </summary>
    [Setting(ForPeople = true), Range(0.25, 1.0)]
    public double? DisputeFrom { get; init; }

    /// <summary>
    /// Minutes for which raters may change a rating, from its first time on. No rating changes after its set is frozen.
    /// 0 for no changes.
    /// </summary>
    [Setting(ForPeople = true), Range(0, 43_200)]
    public int ChangeMinutes { get; init; } = 1440;

    /// <summary>
    /// Show raters two images of one class side by side and ask which one is more plausible. The number of ratings then
    /// counts pairs. The images of the before-and-after comparison are still rated one at a time.
    /// </summary>
    [Setting]
    public bool SideBySide { get; init; }

    /// <summary>
    /// Earlier ratings to learn from; null for new images and new ratings. The comparison always gets new ratings.
    /// </summary>
    public EarlierRatings? LearnFrom { get; init; }

    /// <summary>Number of real tiles of each class that raters can compare with, the most typical ones.</summary>
    [Setting(ForPeople = true), Range(0, 12)]
    public int ExamplesPerClass { get; init; }

    /// <summary>
    /// Whether only programs rate. Everything that raters see then follows from the seed, so that the round can be
    /// repeated; people are shown nothing of such a round.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SimulatedRaters { get; init; }

    /// <summary>
    /// Whether images are ordered before they are rated. If all are rated, no order is needed.
    /// </summary>
    [JsonIgnore]
    public bool Orders => RewardKey is not null && Share < 1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LearnFrom is not null)
            foreach (var fault in PartRules.Faults(nameof(LearnFrom), LearnFrom)) yield return fault;
        if (SideBySide && Orders)
            yield return new ValidationResult(
                "Pairs are chosen at random: expected no reward model that chooses single images.",
                [nameof(SideBySide)]);
    }

    /// <summary>The number of images that must be rated, out of all images.</summary>
    // 0.1 · 30 is 3.0000000000000004
    public int Wanted(int images) => Math.Clamp((int)Math.Ceiling((Share * images) - 1e-9), 1, images);
}
