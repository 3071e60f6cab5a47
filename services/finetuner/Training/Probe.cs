namespace PathAlign.Finetuner.Training;

/// <summary>A measurement of the generator during finetuning, always on images from the same noise.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Reward">Mean reward of the drawn images, by the ensemble that guides the training.</param>
/// <param name="HeldOutReward">Mean reward of these images by the guard, a head that learned from held-out ratings and
/// does not guide the training.</param>
/// <param name="Drift">‖ΔW‖/‖W‖ of the adapter.</param>
public sealed record Probe(long Step, double Reward, double HeldOutReward, double Drift);
