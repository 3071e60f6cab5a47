namespace PathAlign.Rounds;

/// <summary>The weight of a rater's ratings in reward training, and the evidence for it.</summary>
/// <param name="Rater">The rater.</param>
/// <param name="Simulated">Whether the rater is a program.</param>
/// <param name="Weight">From 0.05 to 1; 1 if there is no evidence against the rater.</param>
/// <param name="Reliability">Probability that the rater rates a plausible image above an implausible one, minus the
/// probability of the reverse: 1 is perfect, 0 is guessing, below 0 is contrary. Null without evidence.</param>
/// <param name="Count">Number of ratings that are evidence: of images that were rated more than once, and of real
/// tiles.</param>
public sealed record RaterWeight(string Rater, bool Simulated, double Weight, double? Reliability, int Count);
