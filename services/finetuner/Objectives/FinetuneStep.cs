using TorchSharp;

namespace PathAlign.Finetuner.Objectives;

/// <summary>The values that the objectives of one step share.</summary>
/// <param name="Number">The step's number, from 0.</param>
/// <param name="NoiseLevels">The noise level of each image of a batch, the same for all objectives.</param>
/// <param name="Random">The generator of noise; objectives draw from it in the order of their registration.</param>
internal sealed record FinetuneStep(long Number, int[] NoiseLevels, torch.Generator Random);
