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
    /// How often an image of a finetuned generator is drawn again, at most, while its reward model finds the image less
    /// plausible than --least-reward; the most plausible attempt is kept. The images to rate are not drawn again, since
    /// the reward model learns from the faults in them. 0 turns this off.
    /// </summary>
    [Setting, Range(0, 100)]
    public int RewardAttempts { get; init; } = 3;

    /// <summary>
    /// An image of a finetuned generator is not drawn again if the reward model finds it at least this plausible.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double LeastReward { get; init; } = 0.93;
}
