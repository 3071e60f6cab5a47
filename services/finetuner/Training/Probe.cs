namespace PathAlign.Finetuner.Training;

/// <summary>A look at the generator during finetuning, always from the same noise.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Reward">Mean reward of the drawn images, by the ensemble that guides the training.</param>
/// <param name="HeldOutReward">The same by a head that learned from other ratings and guides nothing.</param>
/// <param name="Drift">‖ΔW‖/‖W‖ of the adapter.</param>
public sealed record Probe(long Step, double Reward, double HeldOutReward, double Drift);
