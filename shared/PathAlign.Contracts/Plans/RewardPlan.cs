using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the reward model is trained.</summary>
public sealed record RewardPlan
{
    /// <summary>Number of heads in the reward model's ensemble.</summary>
    [Setting("reward-model-members"), Range(1, 10)]
    public int Members { get; init; } = 3;

    /// <summary>Epochs of the reward model: passes over the rated images.</summary>
    [Setting("reward-model-epochs"), Range(1, 1000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Rated images per step of the reward model; each step uses the same number of real tiles.</summary>
    [Setting("reward-model-batch"), Range(2, 4096)]
    public int Batch { get; init; } = 48;

    /// <summary>Peak learning rate of the reward model.</summary>
    [Setting("reward-model-learning-rate"), Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight decay of AdamW for the reward model.</summary>
    [Setting("reward-model-weight-decay"), Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.3;

    /// <summary>Weight of pseudo-labelled real tiles in the reward model's loss, relative to rated images.</summary>
    [Setting("reward-model-real-weight"), Range(0.0, 10.0)]
    public double RealWeight { get; init; } = 1;

    /// <summary>
    /// Maximum number of real tiles that the reward model uses; a random choice if the data has more. Their features
    /// take most of the time with large tiles.
    /// </summary>
    [Setting("reward-model-real-tiles"), Range(2, 1_000_000)]
    public int RealTiles { get; init; } = 1000;

    /// <summary>
    /// Share of the pseudo-labelled real tiles that keep their class and count as plausible. The others get a wrong
    /// class and count as implausible.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double OwnClassShare { get; init; } = 0.75;

    /// <summary>Weight of deliberately corrupted real tiles, which count as implausible.</summary>
    [Setting, Range(0.0, 10.0)]
    public double CorruptedWeight { get; init; } = 0.3;

    /// <summary>Weight of the criteria in the reward model's loss, relative to the verdict.</summary>
    [Setting, Range(0.0, 10.0)]
    public double CriteriaWeight { get; init; } = 1;

    /// <summary>
    /// Share of the rated images that is held out to calibrate and measure the reward model.
    /// </summary>
    [Setting, Range(0.05, 0.5)]
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>
    /// The round ends early unless the whole 95 % interval of the reward model's AUROC by cross-validation lies above
    /// this value. 0.5 requires better than chance; 0 accepts any model.
    /// </summary>
    [Setting, Range(0.0, 1.0)]
    public double RequiredAuroc { get; init; } = 0.5;

    /// <summary>
    /// How the ratings are changed before the reward model learns from them: for control experiments, which must fail.
    /// </summary>
    public RatingControl Control { get; init; }
}
