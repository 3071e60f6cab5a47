using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Objectives;

/// <summary>
/// r·L(synthetic) of Sun et al. 2023, with r in [0, 1]: the more plausible a tile, the more it teaches.
/// </summary>
internal sealed class SyntheticTiles(FinetuneInputs inputs) : IFinetuneObjective
{
    private readonly TileDenoising _denoising = new(inputs, inputs.Synthetic.Tiles, inputs.Plan.Seed + 1);

    public double Weight => inputs.Plan.Finetune.SyntheticWeight;

    public Tensor Loss(FinetuneStep step) => (_denoising.PerTile(step) * Rewards(step)).mean();

    private Tensor Rewards(FinetuneStep step) =>
        tensor([.. _denoising.RowsAt(step).Select(row => (float)inputs.Synthetic.Rewards[row])]);         // (B)
}
