using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Models.Compute;

namespace PathAlign.Finetuner.Lora;

/// <summary>
/// How an adapter of a text-to-image model is trained on labelled images. The defaults are the recipe of Choudhary
/// 2025.
/// </summary>
public sealed record LoraOptions
{
    /// <summary>Number of training steps.</summary>
    [Setting, Range(1, 10_000_000)]
    public long Steps { get; init; } = 1_500;

    /// <summary>Images of a step.</summary>
    [Setting, Range(1, 4096)]
    public int Batch { get; init; } = 96;

    /// <summary>Images that are computed at once; the gradients of a step add up. Fewer need less memory.</summary>
    [Setting, Range(1, 4096)]
    public int MicroBatch { get; init; } = 4;

    /// <summary>Peak learning rate.</summary>
    [Setting("rate"), Range(1e-8, 0.1)]
    public double LearningRate { get; init; } = 5e-5;

    /// <summary>
    /// Steps until the learning rate starts again at its peak; each period is twice as long as the last.
    /// </summary>
    [Setting, Range(1, 10_000_000)]
    public long RestartAfter { get; init; } = 500;

    /// <summary>Weight decay of AdamW.</summary>
    [Setting, Range(0.0, 1.0)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Maximum gradient norm; larger gradients are scaled down to it.</summary>
    [Setting, Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 0.5;

    /// <summary>Rank of the adapter's matrices.</summary>
    [Setting, Range(1, 1024)]
    public int Rank { get; init; } = 4;

    /// <summary>Scale of the adapter: its change is multiplied by alpha / rank.</summary>
    [Setting, Range(0.001, 4096)]
    public double Alpha { get; init; } = 4;

    /// <summary>
    /// Noise that is the same at all positions of an image, as a share of the noise (Guttenberg 2023); with it, images
    /// can become brighter or darker as a whole.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double NoiseOffset { get; init; } = 0.15;

    /// <summary>Cap of the min-SNR weighting of denoising losses (Hang et al. 2023); 0 for no weighting.</summary>
    [Setting, Range(0.0, 1000)]
    public double SnrGamma { get; init; }

    /// <summary>Share of images trained with the empty prompt, for classifier-free guidance.</summary>
    [Setting, Range(0.0, 1.0)]
    public double PromptDrop { get; init; }

    /// <summary>Decay of the exponential moving average (EMA) of the adapter.</summary>
    [Setting("ema"), Range(0, 0.99999)]
    public double EmaDecay { get; init; } = 0.99;

    /// <summary>Seed of all random numbers.</summary>
    [Setting]
    public ulong Seed { get; init; }

    /// <summary>
    /// Number format of convolutions and matrix products: float32, bfloat16, float16 (GPUs only), or auto (bfloat16 if
    /// the processor or GPU supports it in hardware, else float32). Weights are always float32.
    /// </summary>
    [Setting, RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>SHA-256 of the model; a checkpoint is resumed with the same one only.</summary>
    public string ModelSha256 { get; init; } = "";

    /// <summary>The model's noise schedule and what its network predicts.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>The prompt of each class.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>The options as JSON, for lineage and to match a checkpoint to its run.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
