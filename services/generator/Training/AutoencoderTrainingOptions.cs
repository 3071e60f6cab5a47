using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Contracts;
using PathAlign.Models.Compute;

namespace PathAlign.Generator.Training;

/// <summary>How an autoencoder is trained. The shipped one had another recipe; see its model card.</summary>
public sealed record AutoencoderTrainingOptions
{
    /// <summary>Number of training steps.</summary>
    [Setting, Range(1, 10_000_000)]
    public long Steps { get; init; } = 4_000;

    /// <summary>Crops per step.</summary>
    [Setting, Range(2, 4096)]
    public int Batch { get; init; } = 16;

    /// <summary>Width and height of a crop in pixels; a multiple of 16.</summary>
    [Setting, Range(32, 512)]
    public int Crop { get; init; } = 96;

    /// <summary>Peak learning rate.</summary>
    [Setting("rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Steps over which the learning rate rises to its peak.</summary>
    [Setting, Range(0, 100_000)]
    public long WarmupSteps { get; init; } = 100;

    /// <summary>Weight decay of AdamW.</summary>
    [Setting, Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the exponential moving average (EMA) of the weights.</summary>
    [Setting("ema"), Range(0, 0.99999)]
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>Maximum gradient norm; larger gradients are scaled down to it.</summary>
    [Setting, Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Standard deviation of the noise on latents, so that near latents decode to similar images.</summary>
    [Setting, Range(0.0, 1.0)]
    public double LatentNoise { get; init; } = 0.05;

    /// <summary>Weight of the squared error relative to the absolute error.</summary>
    [Setting, Range(0.0, 1000)]
    public double SquaredWeight { get; init; } = 1;

    /// <summary>
    /// Weight of the absolute error of slopes, the differences of neighbouring pixels, relative to the absolute error.
    /// It keeps edges and fine detail.
    /// </summary>
    [Setting, Range(0.0, 1000)]
    public double SlopeWeight { get; init; }

    /// <summary>
    /// Weight of the difference that a classifier sees (<c>--perceptual</c>), relative to the absolute error.
    /// </summary>
    [Setting, Range(0.0, 1000), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double PerceptualWeight { get; init; }

    /// <summary>
    /// Share of crops whose latent is mirrored, rotated or halved before decoding; the result is compared with the crop
    /// after the same transform (EQ-VAE, Kouzelis et al. 2025). Diffusion learns such latents better.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double EquivariantShare { get; init; } = 0.5;

    /// <summary>Number of channels of a latent.</summary>
    [Setting, Range(1, 64)]
    public int LatentChannels { get; init; } = 16;

    /// <summary>Channels of each level of the network, finest first; each level halves the resolution.</summary>
    [Setting]
    public int[] Channels { get; init; } = [32, 64, 128];

    /// <summary>Residual blocks per level of the encoder.</summary>
    [Setting, Range(1, 8)]
    public int EncoderBlocks { get; init; } = 1;

    /// <summary>Residual blocks per level of the decoder.</summary>
    [Setting, Range(1, 8)]
    public int DecoderBlocks { get; init; } = 2;

    /// <summary>Seed of all random numbers.</summary>
    [Setting]
    public ulong Seed { get; init; }

    /// <summary>
    /// Number format of convolutions and matrix products: float32, bfloat16, float16 (GPUs only), or auto (bfloat16 if
    /// the processor or GPU supports it in hardware, else float32). Weights are always float32.
    /// </summary>
    [Setting, RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>SHA-256 of the autoencoder whose decoder is trained on; null for a new one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DecoderOfSha256 { get; init; }

    /// <summary>SHA-256 of the autoencoder that the training goes on from; null for a new one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FromSha256 { get; init; }

    /// <summary>SHA-256 of the classifier that sees the difference; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PerceptualSha256 { get; init; }

    /// <summary>The options as JSON, for lineage and to match a checkpoint to its run.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
