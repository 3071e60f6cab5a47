using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the images to rate are drawn.</summary>
public sealed record GenerationPlan
{
    /// <summary>Images of each class that a round draws to be rated.</summary>
    [Setting("images"), Range(1, 10_000)]
    public int ImagesPerClass { get; init; } = 60;

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
    /// How often an image is drawn again, at most, if the classifier assigns it to another class or is not confident
    /// enough; 0 turns the filter off.
    /// </summary>
    [Setting, Range(0, 100)]
    public int FilterAttempts { get; init; }

    /// <summary>
    /// The filter keeps an image if the classifier gives its class at least this probability. A classifier trained with
    /// label smoothing rarely exceeds 0.9.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double FilterConfidence { get; init; } = 0.5;

    /// <summary>
    /// Maximum number of images per shard, those of the comparison and of a scoring included. Replicas share the shards
    /// of a round, and a stopped one loses at most one shard. It does not change the images.
    /// </summary>
    [Setting, Range(1, 10_000)]
    public int ShardImages { get; init; } = 36;   // one batch of the sampler
}
