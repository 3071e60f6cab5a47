using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the generator is finetuned.</summary>
public sealed record FinetunePlan
{
    /// <summary>Maximum number of finetuning steps; for a generator of latents, 40 by default.</summary>
    [Setting("finetune-steps"), Range(1, 1_000_000)]
    public int Steps { get; init; } = 80;

    /// <summary>Synthetic images per finetuning step; each step uses the same number of real images.</summary>
    [Setting("finetune-batch"), Range(1, 1024)]
    public int Batch { get; init; } = 12;

    /// <summary>Peak learning rate of finetuning; for a generator of latents, 0.0003 by default.</summary>
    [Setting("finetune-learning-rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight of the loss on real tiles in finetuning (β of Sun et al. 2023).</summary>
    [Setting("beta"), Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 0.3;

    /// <summary>
    /// Weight of the loss on rated images, each scaled by its reward (1 in Sun et al. 2023). With 0 this loss is off: a
    /// generator that learns from its own images draws smoother tissue than real, whatever the rewards.
    /// </summary>
    [Setting, Range(0.0, 10.0)]
    public double SyntheticWeight { get; init; }

    /// <summary>
    /// Weight of the gradient of the reward through newly drawn images. With 0 and a synthetic weight of 1, the
    /// objective is exactly that of Sun et al. 2023.
    /// </summary>
    [Setting, Range(0.0, 100.0)]
    public double RewardWeight { get; init; } = 0.02;

    /// <summary>
    /// Number of last sampling steps that the reward's gradient passes through (K of DRaFT-K, Clark et al. 2024). The
    /// last two steps change only grain; earlier steps set stain and nuclei.
    /// </summary>
    [Setting, Range(1, 100)]
    public int RewardDepth { get; init; } = 6;

    /// <summary>
    /// Images with at least this reward give no reward gradient. Beyond it, the generator would only learn to exploit
    /// the reward model.
    /// </summary>
    [Setting, Range(0.01, 1)]
    public double RewardTarget { get; init; } = 0.8;

    /// <summary>Weight of the probability that a drawn image shows its class, relative to the reward.</summary>
    [Setting, Range(0.0, 100.0)]
    public double ClassWeight { get; init; } = 1;

    /// <summary>Images drawn per step for the reward's gradient.</summary>
    [Setting, Range(1, 1024)]
    public int RewardBatch { get; init; } = 9;

    /// <summary>Rank of the adapter's matrices.</summary>
    [Setting, Range(1, 256)]
    public int Rank { get; init; } = 8;

    /// <summary>Maximum gradient norm in finetuning; larger gradients are scaled down to it.</summary>
    [Setting, Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Cap of the min-SNR weighting of denoising losses (Hang et al. 2023).</summary>
    [Setting, Range(0.1, 1000)]
    public double SnrGamma { get; init; } = 5;

    /// <summary>Largest ‖ΔW‖/‖W‖ that the adapter may reach.</summary>
    [Setting, Range(1e-4, 10)]
    public double DriftBudget { get; init; } = 0.2;

    /// <summary>
    /// Number of steps between two measurements of the held-out reward; for a generator of latents, 20 by default.
    /// </summary>
    [Setting, Range(1, 1_000_000)]
    public int ProbeEvery { get; init; } = 40;

    /// <summary>
    /// The same with smaller steps, for a generator of latents: those for pixels overshot on cells of 224 px
    /// (docs/RESULTS.md).
    /// </summary>
    public FinetunePlan ForLatents() => this with { Steps = 40, LearningRate = 3e-4, ProbeEvery = 20 };
}
