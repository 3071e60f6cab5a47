using static TorchSharp.torch;

namespace PathAlign.Reward.Training;

/// <summary>The features of rated tiles, as input of a reward model's heads.</summary>
/// <param name="Features">(N, F).</param>
/// <param name="Beside">(N, F) of the left tiles of pairs; null if tiles were rated singly.</param>
public sealed record RatedFeatures(Tensor Features, Tensor? Beside = null)
{
    /// <summary>The features at the given places.</summary>
    internal RatedFeatures At(int[] rows) => new(Pick(Features, rows), Beside is null ? null : Pick(Beside, rows));

    /// <summary>The rows (B, F) of a table (N, F).</summary>
    internal static Tensor Pick(Tensor table, int[] rows) =>
        table.index_select(0, tensor([.. rows.Select(r => (long)r)]));
}
