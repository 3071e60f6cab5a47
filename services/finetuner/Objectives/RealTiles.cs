using static TorchSharp.torch;

namespace PathAlign.Finetuner.Objectives;

/// <summary>L(real) of Sun et al. 2023: keeps the generator close to real tissue.</summary>
internal sealed class RealTiles(FinetuneInputs inputs) : IFinetuneObjective
{
    private readonly TileDenoising _denoising = new(inputs, inputs.Real, inputs.Plan.Seed);

    public double Weight => inputs.Plan.Finetune.RealWeight;

    public Tensor Loss(FinetuneStep step) => _denoising.PerTile(step).mean();
}
