using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the reward model is trained.</summary>
public sealed record RewardPlan
{
    /// <summary>Heads in the reward model's ensemble.</summary>
    [Setting("reward-model-members"), Range(1, 10)]
    public int Members { get; init; } = 3;

    /// <summary>Passes of the reward model over the rated images.</summary>
    [Setting("reward-model-epochs"), Range(1, 1000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Rated images a step of the reward model; as many real tiles go beside them.</summary>
    [Setting("reward-model-batch"), Range(2, 4096)]
    public int Batch { get; init; } = 48;

    /// <summary>Peak learning rate of the reward model.</summary>
    [Setting("reward-model-learning-rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's weight decay of the reward model.</summary>
    [Setting("reward-model-weight-decay"), Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.3;

    /// <summary>Weight of the pseudo-labelled real tiles beside the rated images in the reward model's loss.</summary>
    [Setting("reward-model-real-weight"), Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 1;

    /// <summary>
    /// The share of those real tiles that keep their class and count as plausible; the others get another class.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double OwnClassShare { get; init; } = 0.75;

    /// <summary>Weight of real tiles that were spoilt on purpose and count as implausible.</summary>
    [Setting, Range(0.0, 10.0)]
    public double CorruptedWeight { get; init; } = 0.3;

    /// <summary>Weight of the criteria beside the verdict in the reward model's loss.</summary>
    [Setting, Range(0.0, 10.0)]
    public double CriteriaWeight { get; init; } = 1;

    /// <summary>
    /// The share of the rated images that is held out, to calibrate the reward model and to report on.
    /// </summary>
    [Setting, Range(0.05, 0.5)]
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>
    /// What the whole 95 % interval of the reward model's AUROC on held-out ratings has to lie above, or the round ends
    /// there. By default better than chance; 0 takes any.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double RequiredAuroc { get; init; } = 0.5;

    /// <summary>
    /// What is done to the ratings before the reward model learns from them: for control experiments, which must fail.
    /// </summary>
    public RatingControl Control { get; init; }
}
