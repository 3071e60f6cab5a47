using System.ComponentModel.DataAnnotations;

namespace PathAlign.Reward.Training;

/// <summary>How a reward model is trained.</summary>
public sealed record RewardTrainingOptions
{
    /// <summary>Heads in the ensemble.</summary>
    [Range(1, 10)]
    public int Members { get; init; } = 3;

    /// <summary>Passes over the rated tiles.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Rated tiles a step; as many real ones go beside them.</summary>
    [Range(2, 4096)]
    public int Batch { get; init; } = 48;

    /// <summary>Peak learning rate.</summary>
    [Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's weight decay.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.3;

    /// <summary>Weight of the pseudo-labelled real tiles beside the rated ones.</summary>
    [Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 1;

    /// <summary>
    /// The share of the real tiles that keep their class and count as plausible; the others get another class.
    /// </summary>
    [Range(0.0, 1.0)]
    public double OwnClassShare { get; init; } = 0.75;

    /// <summary>Weight of real tiles that were spoilt on purpose and count as implausible.</summary>
    [Range(0.0, 10.0)]
    public double CorruptedWeight { get; init; } = 0.3;

    /// <summary>Weight of the criteria beside the verdict.</summary>
    [Range(0.0, 10.0)]
    public double CriteriaWeight { get; init; } = 1;

    /// <summary>The share of the rated tiles that is held out.</summary>
    [Range(0.05, 0.5)]
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }
}
