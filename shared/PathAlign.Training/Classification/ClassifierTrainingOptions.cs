using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Models.Compute;

namespace PathAlign.Training.Classification;

/// <summary>How a tissue classifier is trained. The defaults are the recipe of the shipped models.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Epochs: passes over the training tiles.</summary>
    [Setting, Range(1, 10_000)]
    public int Epochs { get; init; } = 24;

    /// <summary>Tiles per step.</summary>
    [Setting, Range(2, 4096)]
    public int Batch { get; init; } = 32;

    /// <summary>Peak learning rate.</summary>
    [Setting("rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>Weight decay of AdamW.</summary>
    [Setting, Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Label smoothing: share of each label that is spread evenly over all classes.</summary>
    [Setting, Range(0, 0.9)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Strength of the stain augmentation; 0 turns it off.</summary>
    [Setting("stain"), Range(0.0, 3.0)]
    public double StainStrength { get; init; } = 1;

    /// <summary>Share of tiles that are rotated by a random angle and zoomed.</summary>
    [Setting, Range(0.0, 1.0)]
    public double AffineProbability { get; init; } = 0.3;

    /// <summary>Decay of the exponential moving average (EMA) of the weights.</summary>
    [Setting("ema"), Range(0, 0.99999)]
    public double EmaDecay { get; init; } = 0.99;

    /// <summary>
    /// Number format of convolutions and matrix products: float32, bfloat16, float16 (GPUs only), or auto (bfloat16 if
    /// the processor or GPU supports it in hardware, else float32). Weights are always float32.
    /// </summary>
    [Setting, RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Seed of all random numbers.</summary>
    [Setting]
    public ulong Seed { get; init; }

    /// <summary>The options as JSON, for lineage and to match a checkpoint to its run.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
