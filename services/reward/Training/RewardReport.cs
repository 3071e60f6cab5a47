using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Reward.Training;

/// <summary>How well the reward model foretells ratings that it never saw.</summary>
/// <param name="TrainCount">Rated tiles it learned from.</param>
/// <param name="HeldOutCount">Rated tiles it did not.</param>
/// <param name="PlausibleShare">Share of plausible ones among the held-out.</param>
/// <param name="Auroc">Area under the ROC curve, with a bootstrap 95 % interval.</param>
/// <param name="Brier">Mean squared error of the probabilities.</param>
/// <param name="BrierOfShare">The same of always saying the training share, or that of the held-out where chance did
/// not choose the training tiles: what knowing nothing gives.</param>
/// <param name="CalibrationError">Expected calibration error over ten bins; the temperature is fitted on one half of
/// the held-out and tried on the other.</param>
/// <param name="Temperature">By what logits are divided in the end.</param>
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
    /// Whether tiles were judged in pairs: then all counts are of pairs, and what is foretold is which tile is taken.
    /// </summary>
    public bool SideBySide { get; init; }

    /// <summary>How much each rater's word counted.</summary>
    public IReadOnlyList<RaterWeight> Raters { get; init; } = [];
}
