using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How before and after are compared: on images of the same seeds that no training saw.</summary>
public sealed record EvaluationPlan
{
    /// <summary>Images of each class on each side of the comparison.</summary>
    [Setting("evaluation-images"), Range(2, 10_000)]
    public int ImagesPerClass { get; init; } = 30;

    /// <summary>How often the network is asked for one image.</summary>
    [Setting("sampling-steps"), Range(1, 1000)]
    public int Steps { get; init; } = 12;

    /// <summary>Guidance of drawn images: 1 for none; above, the class counts for more.</summary>
    [Setting, Range(0.0, 20.0)]
    public double Guidance { get; init; } = 3;
}
