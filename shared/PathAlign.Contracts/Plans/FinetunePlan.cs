using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the generator is finetuned.</summary>
public sealed record FinetunePlan
{
    /// <summary>Steps of finetuning at most.</summary>
    [Setting("finetune-steps"), Range(1, 1_000_000)]
    public int Steps { get; init; } = 80;

    /// <summary>Synthetic images a step of finetuning; as many real ones go beside them.</summary>
    [Setting("finetune-batch"), Range(1, 1024)]
    public int Batch { get; init; } = 12;

    /// <summary>Peak learning rate of finetuning.</summary>
    [Setting("finetune-learning-rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight of the real tiles' loss in finetuning (β of Sun et al. 2023).</summary>
    [Setting("beta"), Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 0.3;

    /// <summary>
    /// Weight of the rated images' own loss, each by its reward (1 in Sun et al. 2023). 0 by default: a generator that
    /// learns from its own images gets smoother than tissue, whatever their rewards.
    /// </summary>
    [Setting, Range(0.0, 10.0)]
    public double SyntheticWeight { get; init; }

    /// <summary>
    /// Weight of the reward's own gradient through freshly drawn images. With 0 here and a synthetic weight of 1, the
    /// objective is that of Sun et al. 2023 alone.
    /// </summary>
    [Setting, Range(0.0, 100.0)]
    public double RewardWeight { get; init; } = 0.02;

    /// <summary>
    /// Sampling steps that the reward's gradient passes through, counted from the last (K of DRaFT-K, Clark et al.
    /// 2024). The last two draw grain alone; stain and nuclei are settled earlier.
    /// </summary>
    [Setting, Range(1, 100)]
    public int RewardDepth { get; init; } = 6;

    /// <summary>
    /// Reward from which a drawn image is left alone: pushing plausible images on only teaches what pleases the reward
    /// model.
    /// </summary>
    [Setting, Range(0.01, 1)]
    public double RewardTarget { get; init; } = 0.8;

    /// <summary>Weight, beside the reward's, of the probability that a drawn image shows its class.</summary>
    [Setting, Range(0.0, 100.0)]
    public double ClassWeight { get; init; } = 1;

    /// <summary>Images drawn a step for the reward's gradient.</summary>
    [Setting, Range(1, 1024)]
    public int RewardBatch { get; init; } = 9;

    /// <summary>Rank of the adapter's matrices.</summary>
    [Setting, Range(1, 256)]
    public int Rank { get; init; } = 8;

    /// <summary>Gradients of finetuning are scaled down to this norm.</summary>
    [Setting, Range(1e-3, 1e6)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Cap of the min-SNR weighting of denoising losses (Hang et al. 2023).</summary>
    [Setting, Range(0.1, 1000)]
    public double SnrGamma { get; init; } = 5;

    /// <summary>Largest ‖ΔW‖/‖W‖ that the adapter may reach.</summary>
    [Setting, Range(1e-4, 10)]
    public double DriftBudget { get; init; } = 0.2;

    /// <summary>Steps between two looks at the held-out reward.</summary>
    [Setting, Range(1, 1_000_000)]
    public int ProbeEvery { get; init; } = 40;
}
