using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How images to rate are drawn.</summary>
public sealed record GenerationPlan
{
    /// <summary>Images of each class to rate in a round.</summary>
    [Setting("images"), Range(1, 10_000)]
    public int ImagesPerClass { get; init; } = 60;

    /// <summary>How often the network is asked for one image.</summary>
    [Setting("sampling-steps"), Range(1, 1000)]
    public int Steps { get; init; } = 12;

    /// <summary>Guidance of drawn images: 1 for none; above, the class counts for more.</summary>
    [Setting, Range(0.0, 20.0)]
    public double Guidance { get; init; } = 3;

    /// <summary>
    /// How often an image is drawn anew that the classifier takes for another class, or is not sure of; 0 leaves the
    /// filter out.
    /// </summary>
    [Setting, Range(0, 100)]
    public int FilterAttempts { get; init; }

    /// <summary>
    /// The least probability of its class with which the filter keeps an image. A classifier trained with smoothed
    /// labels is hardly ever surer than 0.9.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double FilterConfidence { get; init; } = 0.5;
}
