using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Contracts;
using PathAlign.Models.Compute;

namespace PathAlign.Generator.Training;

/// <summary>How a generator is trained. The defaults are the recipe of the shipped model.</summary>
public sealed record GeneratorTrainingOptions
{
    /// <summary>Steps in all.</summary>
    [Setting, Range(1, 10_000_000)]
    public long Steps { get; init; } = 6_500;

    /// <summary>Images a step.</summary>
    [Setting, Range(1, 4096)]
    public int Batch { get; init; } = 16;

    /// <summary>Peak learning rate.</summary>
    [Setting("rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the rate rises.</summary>
    [Setting, Range(0, 100_000)]
    public long WarmupSteps { get; init; } = 200;

    /// <summary>AdamW's weight decay.</summary>
    [Setting, Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the averaged weights.</summary>
    [Setting("ema"), Range(0, 0.99999)]
    public double EmaDecay { get; init; } = 0.997;

    /// <summary>Share of images that lose their class, for guidance.</summary>
    [Setting, Range(0.0, 1.0)]
    public double ClassDrop { get; init; } = 0.1;

    /// <summary>Gradients are scaled down to this norm.</summary>
    [Setting, Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Cap of the min-SNR weighting.</summary>
    [Setting, Range(0.1, 1000)]
    public double SnrGamma { get; init; } = 5;

    /// <summary>The noise schedule.</summary>
    [Setting, RegularExpression("cosine|linear")]
    public string Schedule { get; init; } = "cosine";

    /// <summary>Where all randomness comes from.</summary>
    [Setting]
    public ulong Seed { get; init; }

    /// <summary>Channels of each level of the network, finest first.</summary>
    [Setting]
    public int[] Channels { get; init; } = [32, 64, 128];

    /// <summary>Residual blocks of a level.</summary>
    [Setting("blocks"), Range(1, 8)]
    public int BlocksPerLevel { get; init; } = 1;

    /// <summary>
    /// What convolutions and products are computed in: float32, bfloat16, float16 (GPUs only), or auto: bfloat16 where
    /// the processor or GPU has units for it, else float32. Weights are always float32.
    /// </summary>
    [Setting, RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Dropout inside residual blocks.</summary>
    [Setting, Range(0, 0.9)]
    public double Dropout { get; init; } = 0;

    /// <summary>The autoencoder whose latents are learnt, by its file's hash; null for pixels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AutoencoderSha256 { get; init; }

    /// <summary>As JSON, for lineage and to recognise a run's checkpoint.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
