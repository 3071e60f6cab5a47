using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How before and after are compared: on images from the same seeds, which no training used.</summary>
public sealed record EvaluationPlan
{
    /// <summary>Comparison images of each class, drawn once before and once after finetuning.</summary>
    [Setting("evaluation-images"), Range(2, 10_000)]
    public int ImagesPerClass { get; init; } = 30;

    /// <summary>Sampling steps per image.</summary>
    [Setting("sampling-steps"), Range(1, 1000)]
    public int Steps { get; init; } = 12;

    /// <summary>
    /// Strength of classifier-free guidance; 1 turns it off, higher values stress the class. For a text-to-image model
    /// the commands plan 5, at all noise times; a plan that a program sends names all three values.
    /// </summary>
    [Setting, Range(0.0, 20.0)]
    public double Guidance { get; init; } = 3;

    /// <summary>The noise time, 0 (an image) to 1 (noise), from which guidance acts.</summary>
    [Setting, Range(0.0, 1.0)]
    public double GuidanceLow { get; init; } = 0.2;

    /// <summary>The noise time up to which guidance acts.</summary>
    [Setting, Range(0.0, 1.0), AtLeast(nameof(GuidanceLow))]
    public double GuidanceHigh { get; init; } = 0.8;

    /// <summary>
    /// How often an image of a finetuned generator is drawn again; of all attempts, the one is kept that its reward
    /// model finds most plausible. The images to rate are not drawn again, since the reward model learns from the
    /// faults in them. 0 turns this off; for a generator of latents, 3 by default.
    /// </summary>
    [Setting, Range(0, 100)]
    public int RewardAttempts { get; init; }

    /// <summary>
    /// An image is not drawn again once the reward model finds it at least this plausible, which saves time; 1 makes
    /// all attempts. What a value means depends on how well the reward model is calibrated.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double LeastReward { get; init; } = 1;

    /// <summary>The same for a generator of latents, whose images are drawn again (docs/RESULTS.md).</summary>
    public EvaluationPlan ForLatents() => this with { RewardAttempts = 3 };
}
