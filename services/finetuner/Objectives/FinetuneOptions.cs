using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Models.Compute;

namespace PathAlign.Finetuner.Objectives;

/// <summary>How a generator is finetuned.</summary>
public sealed record FinetuneOptions
{
    /// <summary>Steps in all.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 80;

    /// <summary>Synthetic images a step; as many real ones go beside them.</summary>
    [Range(1, 1024)]
    public int Batch { get; init; } = 12;

    /// <summary>Peak learning rate.</summary>
    [Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight of the real tiles' loss: β of Sun et al. 2023.</summary>
    [Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 0.3;

    /// <summary>Weight of the synthetic images' loss, each by its own reward; 1 in Sun et al. 2023.</summary>
    [Range(0.0, 10.0)]
    public double SyntheticWeight { get; init; }

    /// <summary>Weight of the reward of freshly drawn images; 0 leaves the paper's objective alone.</summary>
    [Range(0.0, 100.0)]
    public double RewardWeight { get; init; } = 0.02;

    /// <summary>
    /// Reward from which a drawn image is left alone: pushing plausible images on only teaches what pleases the reward
    /// model.
    /// </summary>
    [Range(0.01, 1)]
    public double RewardTarget { get; init; } = 0.8;

    /// <summary>Weight, beside the reward's, of the probability that a drawn image shows its class.</summary>
    [Range(0.0, 100.0)]
    public double ClassWeight { get; init; } = 1;

    /// <summary>Images drawn a step for the reward's gradient.</summary>
    [Range(1, 1024)]
    public int RewardBatch { get; init; } = 9;

    /// <summary>
    /// Sampling steps that the reward's gradient passes through, counted from the last (K of DRaFT-K, Clark et al.
    /// 2024). The last two draw grain alone; stain and nuclei are settled earlier.
    /// </summary>
    [Range(1, 100)]
    public int RewardDepth { get; init; } = 6;

    /// <summary>Sampling steps of drawn images: as the generator will be used.</summary>
    [Range(1, 1000)]
    public int SamplingSteps { get; init; } = 12;

    /// <summary>Guidance of drawn images: as the generator will be used.</summary>
    [Range(0.0, 20.0)]
    public double Guidance { get; init; } = 3;

    /// <summary>Rank of the adapter's matrices.</summary>
    [Range(1, 256)]
    public int Rank { get; init; } = 8;

    /// <summary>Gradients are scaled down to this norm.</summary>
    [Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Cap of the min-SNR weighting.</summary>
    [Range(0.1, 1000)]
    public double SnrGamma { get; init; } = 5;

    /// <summary>Largest ‖ΔW‖/‖W‖ that the adapter may reach: the drift budget.</summary>
    [Range(1e-4, 10)]
    public double DriftBudget { get; init; } = 0.2;

    /// <summary>Steps between two looks at the held-out reward.</summary>
    [Range(1, 1_000_000)]
    public int ProbeEvery { get; init; } = 40;

    /// <summary>
    /// What convolutions and products are computed in: auto, float32, bfloat16 or float16; matrices are float32.
    /// </summary>
    [RegularExpression(ComputePrecision.Names)]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>As JSON, for lineage and to recognise a run's checkpoint.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
