namespace PathAlign.Bench.Best;

/// <summary>A drawn image, judged by a reward model and by the simulated pathologist.</summary>
/// <param name="Label">The requested class.</param>
/// <param name="Reward">The plausibility by the reward model, 0 to 1.</param>
/// <param name="IsPlausible">The simulated pathologist's verdict, without errors.</param>
internal sealed record JudgedImage(int Label, double Reward, bool IsPlausible);
