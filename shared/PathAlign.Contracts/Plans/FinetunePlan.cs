using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the generator is finetuned.</summary>
public sealed record FinetunePlan
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

    /// <summary>Weight of the real tiles' loss (β of Sun et al. 2023).</summary>
    [Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 0.3;

    /// <summary>
    /// Weight of the synthetic images' loss, each by its own reward (1 in Sun et al. 2023). 0 by default: a generator
    /// that learns from its own images gets smoother than tissue, whatever their rewards.
    /// </summary>
    [Range(0.0, 10.0)]
    public double SyntheticWeight { get; init; }

    /// <summary>
    /// Weight of the reward's own gradient through freshly drawn images; with 0 here and 1 above, the paper's objective
    /// alone.
    /// </summary>
    [Range(0.0, 100.0)]
    public double RewardWeight { get; init; } = 0.02;

    /// <summary>Sampling steps, counted from the last, that the reward's gradient passes through.</summary>
    [Range(1, 100)]
    public int RewardDepth { get; init; } = 6;

    /// <summary>Rank of the adapter's matrices.</summary>
    [Range(1, 256)]
    public int Rank { get; init; } = 8;

    /// <summary>Largest ‖ΔW‖/‖W‖ that the adapter may reach.</summary>
    [Range(1e-4, 10)]
    public double DriftBudget { get; init; } = 0.2;
}
