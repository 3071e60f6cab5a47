using PathAlign.Data;
using PathAlign.Models.Classifier;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Classification;

/// <summary>A classifier's results on tiles.</summary>
/// <param name="Predicted">The most probable class of each tile.</param>
/// <param name="Probabilities">Count × classes, row by row.</param>
/// <param name="Features">Count × 512, row by row: the penultimate layer.</param>
public sealed record ClassifierEvaluation(int[] Predicted, float[] Probabilities, float[] Features)
{
    private const int Batch = 64;

    /// <summary>Share of tiles whose most probable class is their label.</summary>
    public double Accuracy(TileSet tiles) =>
        Predicted.Zip(tiles.Labels).Count(pair => pair.First == pair.Second) / (double)tiles.Count;

    /// <summary>The probability that a tile shows a class.</summary>
    public float Probability(int tile, int label) =>
        Probabilities[(tile * (Probabilities.Length / Predicted.Length)) + label];

    /// <summary>Classifies every tile.</summary>
    /// <param name="network">The classifier; it is in eval mode afterwards.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="symmetries">Whether probabilities and features are averaged over the eight symmetries of the
    /// square.</param>
    /// <param name="progress">Told how many of how many tiles are classified.</param>
    /// <param name="cancel">Ends it between two batches.</param>
    public static ClassifierEvaluation Run(
        ResNet18 network,
        TileSet tiles,
        bool symmetries = true,
        Action<int, int>? progress = null,
        CancellationToken cancel = default)
    {
        network.eval();
        using var mode = no_grad();
        var (probabilities, features) = (new List<float>(), new List<float>());
        for (var start = 0; start < tiles.Count; start += Batch)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var indices = Enumerable.Range(start, Math.Min(Batch, tiles.Count - start)).ToArray();
            var views = Enumerable.Range(0, symmetries ? 8 : 1)
                .Select(s => network.Features(TileTensors.Signed(tiles, indices, [.. indices.Select(_ => s)])))
                .ToList();
            probabilities.AddRange(
                stack(views.Select(v => network.Classify(v).softmax(1))).mean([0]).cpu().data<float>().ToArray());
            features.AddRange(stack(views).mean([0]).cpu().data<float>().ToArray());
            progress?.Invoke(start + indices.Length, tiles.Count);
        }
        var classes = probabilities.Count / Math.Max(1, tiles.Count);
        var predicted = Enumerable.Range(0, tiles.Count)
            .Select(i => Enumerable.Range(0, classes).MaxBy(c => probabilities[(i * classes) + c]))
            .ToArray();
        return new ClassifierEvaluation(predicted, [.. probabilities], [.. features]);
    }
}
