using PathAlign.Data;
using PathAlign.Models.Reward;
using PathAlign.Reward.Training;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Reward.Ordering;

/// <summary>A reward model's scores of images that nobody has rated.</summary>
/// <param name="Disagreement">The ensemble's disagreement on each image, in nats.</param>
/// <param name="Points">The features of each image, as deviations from real tiles of its class: near points are
/// similar.</param>
public sealed record ImageScores(IReadOnlyList<double> Disagreement, IReadOnlyList<float[]> Points)
{
    /// <summary>Scores images.</summary>
    public static ImageScores Of(RewardNetwork network, TileSet tiles, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var (features, labels) = (RewardTrainer.Look(network, tiles, cancel), Labels(tiles));
        return Of(network, features, labels);
    }

    /// <summary>Scores features (N, F) with their classes (N).</summary>
    public static ImageScores Of(RewardNetwork network, Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var members = Rows(network.Members(features, labels).transpose(0, 1));                   // (N, M)
        return new ImageScores(
            [.. members.Select(m => ActiveOrder.Disagreement([.. m.Select(p => (double)p)]))],
            Deviations(network, features, labels));
    }

    private static float[][] Deviations(RewardNetwork network, Tensor features, Tensor labels) =>
        Rows(network.Norms.call(features, labels).narrow(1, 0, StyleFeatures.Count));

    private static float[][] Rows(Tensor table)
    {
        var width = (int)table.shape[1];
        return [.. table.cpu().contiguous().data<float>().ToArray().Chunk(width)];
    }

    private static Tensor Labels(TileSet tiles) => TileTensors.Labels(tiles, [.. Enumerable.Range(0, tiles.Count)]);
}
