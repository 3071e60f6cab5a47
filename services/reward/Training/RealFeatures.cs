using static TorchSharp.torch;

namespace PathAlign.Reward.Training;

/// <summary>Real tiles as the heads of a reward model see them.</summary>
/// <param name="Labels">Their classes.</param>
/// <param name="Features">(N, F).</param>
/// <param name="Corrupted">(N, F): the same tiles spoilt.</param>
public sealed record RealFeatures(IReadOnlyList<int> Labels, Tensor Features, Tensor Corrupted);
