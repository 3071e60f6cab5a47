using PathAlign.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Classification;

/// <summary>
/// Fits the last layer of a trained classifier to other tiles of the same classes, in seconds instead of a training
/// run.
/// </summary>
public static class ClassifierHead
{
    private const int Epochs = 60, Batch = 64;
    private const double Rate = 3e-3, Decay = 1e-3;

    /// <summary>
    /// Computes the features of every tile once and fits the last layer to them; the trunk does not change.
    /// </summary>
    /// <param name="model">The classifier; its last layer changes.</param>
    /// <param name="tiles">The tiles with their classes.</param>
    /// <param name="seed">Seed of the order of the tiles.</param>
    public static void Fit(ClassifierModel model, TileSet tiles, ulong seed)
    {
        using var scope = NewDisposeScope();
        var seen = ClassifierEvaluation.Run(model.Network, tiles, symmetries: false);
        var features = tensor(seen.Features, [tiles.Count, seen.Features.Length / tiles.Count]);   // (N, 512)
        var last = model.Network.named_parameters()
            .Where(e => e.name.StartsWith("fc.", StringComparison.Ordinal))
            .Select(e => e.parameter)
            .ToList();
        using var optimizer = new AdamW(last, Decay);
        var plan = new BatchPlan(seed, tiles.Count, Math.Min(Batch, tiles.Count));
        var steps = Math.Max(1, (long)Epochs * tiles.Count / Batch);
        for (long step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var rows = plan.At(step);
            var logits = model.Network.Classify(features.index_select(0, tensor([.. rows.Select(r => (long)r)])));
            var loss = nn.functional.cross_entropy(logits, TileTensors.Labels(tiles, rows));
            optimizer.ZeroGrad();
            loss.backward();
            optimizer.Step(LearningRate.WarmupCosine(Rate, step, 0, steps));
        }
    }
}
