using static TorchSharp.torch;

namespace PathAlign.Reward.Training;

/// <summary>The features of real tiles, as input of a reward model's heads.</summary>
/// <param name="Labels">Their classes.</param>
/// <param name="Features">(N, F).</param>
/// <param name="Corrupted">(N, F) of the same tiles, corrupted.</param>
public sealed record RealFeatures(IReadOnlyList<int> Labels, Tensor Features, Tensor Corrupted);
