using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>How the reward model is trained.</summary>
public sealed record RewardPlan
{
    /// <summary>Networks in the ensemble.</summary>
    [Range(1, 10)]
    public int Members { get; init; } = 3;

    /// <summary>Passes over the rated images.</summary>
    [Range(1, 1000)]
    public int Epochs { get; init; } = 20;

    /// <summary>The share of the rated images that is held out, to calibrate and to report on.</summary>
    [Range(0.05, 0.5)]
    public double HeldOutShare { get; init; } = 0.2;

    /// <summary>
    /// The whole 95 % interval of the AUROC on held-out ratings must lie above this for the reward model to steer a
    /// generator. By default better than chance; 0 takes any.
    /// </summary>
    [Range(0.0, 1.0)]
    public double RequiredAuroc { get; init; } = 0.5;

    /// <summary>
    /// What is done to the ratings before the reward model learns from them: for control experiments, which must fail.
    /// </summary>
    public RatingControl Control { get; init; }
}
