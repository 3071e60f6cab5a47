using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Contracts;
using PathAlign.Models.Compute;

namespace PathAlign.Generator.Training;

/// <summary>How a generator is trained. The defaults are the recipe of the shipped model.</summary>
public record GeneratorTrainingOptions
{
    /// <summary>Number of training steps.</summary>
    [Setting, Range(1, 10_000_000)]
    public long Steps { get; init; } = 6_500;

    /// <summary>Images per step.</summary>
    [Setting, Range(1, 4096)]
    public int Batch { get; init; } = 16;

    /// <summary>Peak learning rate.</summary>
    [Setting("rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the learning rate rises to its peak.</summary>
    [Setting, Range(0, 100_000)]
    public long WarmupSteps { get; init; } = 200;

    /// <summary>Weight decay of AdamW.</summary>
    [Setting, Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the exponential moving average (EMA) of the weights.</summary>
    [Setting("ema"), Range(0, 0.99999)]
    public double EmaDecay { get; init; } = 0.997;

    /// <summary>Share of images trained without their class, for classifier-free guidance.</summary>
    [Setting, Range(0.0, 1.0)]
    public double ClassDrop { get; init; } = 0.1;

    /// <summary>Maximum gradient norm; larger gradients are scaled down to it.</summary>
    [Setting, Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Cap of the min-SNR weighting of denoising losses (Hang et al. 2023).</summary>
    [Setting, Range(0.1, 1000)]
    public double SnrGamma { get; init; } = 5;

    /// <summary>Noise schedule: cosine or linear.</summary>
    [Setting, RegularExpression("cosine|linear")]
    public string Schedule { get; init; } = "cosine";

    /// <summary>Seed of all random numbers.</summary>
    [Setting]
    public ulong Seed { get; init; }

    /// <summary>Channels of each level of the network, finest first.</summary>
    [Setting]
    public int[] Channels { get; init; } = [32, 64, 128];

    /// <summary>Residual blocks per level.</summary>
    [Setting("blocks"), Range(1, 8)]
    public int BlocksPerLevel { get; init; } = 1;

    /// <summary>
    /// Number format of convolutions and matrix products: float32, bfloat16, float16 (GPUs only), or auto (bfloat16 if
    /// the processor or GPU supports it in hardware, else float32). Weights are always float32.
    /// </summary>
    [Setting, RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Dropout probability inside residual blocks.</summary>
    [Setting, Range(0, 0.9)]
    public virtual double Dropout { get; init; } = 0;

    /// <summary>Train on every class equally often, however many images it has.</summary>
    [Setting, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BalanceClasses { get; init; }

    /// <summary>
    /// SHA-256 of the autoencoder file whose latents the generator learns; null for pixels, and for the autoencoder of
    /// the generator that the training goes on from.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AutoencoderSha256 { get; init; }

    /// <summary>
    /// Hash of the model that the training goes on from; null for fresh weights. Its shape is the network's, whatever
    /// the settings say.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public virtual string? FromSha256 { get; init; }

    /// <summary>The options as JSON, for lineage and to match a checkpoint to its run.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GetType());
}
