using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Reward.Training;

/// <summary>How well the reward model predicts held-out ratings.</summary>
/// <param name="TrainCount">Number of rated tiles that it learned from.</param>
/// <param name="HeldOutCount">Number of held-out rated tiles.</param>
/// <param name="PlausibleShare">Share of plausible tiles among the held-out tiles.</param>
/// <param name="Auroc">Area under the ROC curve, with a bootstrap 95 % interval.</param>
/// <param name="Brier">Mean squared error of the probabilities.</param>
/// <param name="BrierOfShare">The Brier score of a baseline that always predicts the plausible share of the training
/// tiles, or of the held-out tiles if the training tiles were not chosen at random.</param>
/// <param name="CalibrationError">Expected calibration error over ten bins; the temperature is fitted on one half of
/// the held-out tiles and tested on the other.</param>
/// <param name="Temperature">The final divisor of the logits.</param>
/// <param name="Reliability">The reliability curve.</param>
public sealed record RewardReport(
    int TrainCount,
    int HeldOutCount,
    double PlausibleShare,
    Interval Auroc,
    double Brier,
    double BrierOfShare,
    double CalibrationError,
    double Temperature,
    IReadOnlyList<ReliabilityBin> Reliability)
{
    /// <summary>
    /// Area under the ROC curve by cross-validation: each rating is predicted by heads that did not learn from it. Null
    /// in reports of earlier versions.
    /// </summary>
    public Interval? CrossValidated { get; init; }

    /// <summary>
    /// Whether tiles were rated in pairs: then all counts are of pairs, and the model predicts the chosen tile.
    /// </summary>
    public bool SideBySide { get; init; }

    /// <summary>The weight of each rater.</summary>
    public IReadOnlyList<RaterWeight> Raters { get; init; } = [];
}
