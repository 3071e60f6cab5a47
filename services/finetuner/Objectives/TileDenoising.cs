using PathAlign.Data;
using PathAlign.Models.Compute;
using PathAlign.Training;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Objectives;

/// <summary>
/// The denoising loss of a set of tiles, batch by batch. The class is never dropped, since the adapter learns the
/// appearance of each class.
/// </summary>
internal sealed class TileDenoising(FinetuneInputs inputs, TileSet tiles, ulong seed)
{
    private readonly BatchPlan _plan = new(seed, tiles.Count, inputs.Plan.Finetune.Batch);
    private readonly DenoisingLoss _loss = new(
        inputs.Generator.Network,
        inputs.Generator.Schedule,
        inputs.Generator.Prediction,
        inputs.Plan.Finetune.SnrGamma);

    /// <summary>The tiles of a step.</summary>
    internal int[] RowsAt(FinetuneStep step) => _plan.At(step.Number);

    /// <summary>The loss of each tile of a step: (B).</summary>
    internal Tensor PerTile(FinetuneStep step)
    {
        var rows = RowsAt(step);
        var clean = Encoded(TileTensors.Signed(tiles, rows, _plan.SymmetriesAt(step.Number)));    // (B, C, H, W)
        var noise = SeededNoise.Normal(clean.shape, step.Random);
        return _loss.PerImage(clean, TileTensors.Labels(tiles, rows), noise, step.NoiseLevels);
    }

    private Tensor Encoded(Tensor images)
    {
        using var mode = no_grad();
        return inputs.Generator.Diffusion.Encode(images);
    }
}
