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
}
