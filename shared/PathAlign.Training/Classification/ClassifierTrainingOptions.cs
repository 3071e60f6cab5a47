using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Models.Compute;

namespace PathAlign.Training.Classification;

/// <summary>How a tissue classifier is trained. The defaults are the recipe of the shipped models.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Passes over the training tiles.</summary>
    [Setting, Range(1, 10_000)]
    public int Epochs { get; init; } = 24;

    /// <summary>Tiles a step.</summary>
    [Setting, Range(2, 4096)]
    public int Batch { get; init; } = 32;

    /// <summary>Peak learning rate.</summary>
    [Setting("rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>AdamW's weight decay.</summary>
    [Setting, Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Share of each label given to all classes alike.</summary>
    [Setting, Range(0, 0.9)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Strength of the stain jitter; 0 for none.</summary>
    [Setting("stain"), Range(0.0, 3.0)]
    public double StainStrength { get; init; } = 1;

    /// <summary>Share of tiles that are turned by any angle and zoomed.</summary>
    [Setting, Range(0.0, 1.0)]
    public double AffineProbability { get; init; } = 0.3;

    /// <summary>Decay of the averaged weights.</summary>
    [Setting("ema"), Range(0, 0.99999)]
    public double EmaDecay { get; init; } = 0.99;

    /// <summary>
    /// What convolutions and products are computed in: float32, bfloat16, float16 (GPUs only), or auto: bfloat16 where
    /// the processor or GPU has units for it, else float32. Weights are always float32.
    /// </summary>
    [Setting, RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Where all randomness comes from.</summary>
    [Setting]
    public ulong Seed { get; init; }

    /// <summary>As JSON, for lineage and to recognise a run's checkpoint.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
