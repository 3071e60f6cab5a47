using static TorchSharp.torch;

namespace PathAlign.Reward.Training;

/// <summary>Rated tiles as the heads of a reward model see them.</summary>
/// <param name="Features">(N, F).</param>
/// <param name="Beside">(N, F) of the tiles beside them; null where tiles were judged alone.</param>
public sealed record RatedFeatures(Tensor Features, Tensor? Beside = null)
{
    /// <summary>Those at some places.</summary>
    internal RatedFeatures At(int[] rows) => new(Pick(Features, rows), Beside is null ? null : Pick(Beside, rows));

    /// <summary>The rows (B, F) of a table (N, F).</summary>
    internal static Tensor Pick(Tensor table, int[] rows) =>
        table.index_select(0, tensor([.. rows.Select(r => (long)r)]));
}
