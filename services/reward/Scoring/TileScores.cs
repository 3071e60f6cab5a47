using PathAlign.Data;
using PathAlign.Models.Reward;
using PathAlign.Reward.Training;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Reward.Scoring;

/// <summary>Scores images with a reward model.</summary>
public static class TileScores
{
    /// <summary>The scores of tiles under their classes, in their order.</summary>
    public static IReadOnlyList<TileScore> Of(RewardNetwork network, TileSet tiles, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var features = RewardTrainer.Look(network, tiles, cancel);                               // (N, F)
        var labels = TileTensors.Labels(tiles, [.. Enumerable.Range(0, tiles.Count)]);
        var members = network.Members(features, labels);                                         // (M, N)
        var plausible = Values(members.mean([0]));
        var spread = Values(members.std([0], unbiased: false));
        var criteria = Values(network.CriterionScores(features, labels)).Chunk(network.Criteria).ToList();
        return [.. plausible.Select((score, i) => new TileScore(score, spread[i], criteria[i]))];
    }

    private static double[] Values(Tensor tensor) =>
        [.. tensor.cpu().contiguous().data<float>().ToArray().Select(value => (double)value)];
}
