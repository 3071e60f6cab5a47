using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Plans;

/// <summary>When there are enough ratings.</summary>
public sealed record RatingPlan : IValidatableObject
{
    /// <summary>How many raters have to see each image.</summary>
    [Setting(ForPeople = true), Range(1, 10)]
    public int RatersPerImage { get; init; } = 1;

    /// <summary>The share of the images that have to be rated, in (0, 1].</summary>
    [Range(0.01, 1)]
    public double Share { get; init; } = 1;

    /// <summary>
    /// The reward model of an earlier round, whose disagreement decides which images are rated where <see
    /// cref="Share"/> leaves some out; null for chance.
    /// </summary>
    public string? RewardKey { get; init; }

    /// <summary>
    /// With active ordering, the share of the rated images that chance chooses even so: figures of all images, and what
    /// is held out from the reward model, come from these alone.
    /// </summary>
    [Setting, Range(0.1, 1)]
    public double RandomShare { get; init; } = 0.25;

    /// <summary>
    /// The share of what a rater sees that is shown a second time, unannounced, to measure how far the rater agrees
    /// with themselves.
    /// </summary>
    [Setting("repeats", ForPeople = true), Range(0, 0.3)]
    public double RepeatShare { get; init; }

    /// <summary>
    /// The share of what a rater sees that is a real tile, unannounced: half of them under their own class, half under
    /// another one. Ratings of these measure the rater and are never in a frozen set.
    /// </summary>
    [Setting("controls", ForPeople = true), Range(0, 0.3)]
    public double ControlShare { get; init; }

    /// <summary>
    /// From how far apart, on the scale of 0 to 1, two raters of an image disagree: then the set waits until a reviewer
    /// has decided on the image. Nothing is decided on without it.
    /// </summary>
    [Setting(ForPeople = true), Range(0.25, 1.0)]
    public double? DisputeFrom { get; init; }

    /// <summary>
    /// Whether raters see images to learn from two at a time, of one class side by side, and say which one is the more
    /// plausible. The number of ratings then counts pairs. The comparison of before and after is rated one image at a
    /// time all the same.
    /// </summary>
    [Setting]
    public bool SideBySide { get; init; }

    /// <summary>
    /// What is learned from in place of new images and ratings; null for those. The comparison is rated anew in any
    /// case.
    /// </summary>
    public EarlierRatings? LearnFrom { get; init; }

    /// <summary>How many real tiles of each class the raters' instructions show.</summary>
    [Setting(ForPeople = true), Range(0, 12)]
    public int ExamplesPerClass { get; init; }

    /// <summary>
    /// Whether images are ordered before they are rated: where all are rated, there is nothing to choose.
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
                "Pairs are chosen by chance: expected no reward model to choose single images by.",
                [nameof(SideBySide)]);
    }

    /// <summary>How many of so many images have to be rated.</summary>
    // 0.1 · 30 is 3.0000000000000004
    public int Wanted(int images) => Math.Clamp((int)Math.Ceiling((Share * images) - 1e-9), 1, images);
}
