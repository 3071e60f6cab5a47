namespace PathAlign.Reward.Scoring;

/// <summary>A reward model's score of an image. High means plausible.</summary>
/// <param name="Plausible">The probability that raters find it plausible: the mean over the ensemble, 0 to 1.</param>
/// <param name="Spread">The standard deviation over the ensemble's members; 0 if there is one member.</param>
/// <param name="Criteria">For each criterion the probability that raters do not mark it as wrong, not
/// calibrated.</param>
public sealed record TileScore(double Plausible, double Spread, IReadOnlyList<double> Criteria);
