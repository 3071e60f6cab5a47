namespace PathAlign.Rounds;

/// <summary>How much a rater's word counts when a reward is learned, and why.</summary>
/// <param name="Rater">Who.</param>
/// <param name="Simulated">Whether that is a program.</param>
/// <param name="Weight">From 0.05 to 1; 1 where nothing speaks against the rater.</param>
/// <param name="Reliability">Chance that a plausible image is rated above an implausible one, less that of the reverse:
/// 1 tells all apart, 0 is guessing, below 0 is contrary. Null when nothing tells.</param>
/// <param name="Count">Ratings that tell: of images that were rated more than once, and of real tiles.</param>
public sealed record RaterWeight(string Rater, bool Simulated, double Weight, double? Reliability, int Count);
