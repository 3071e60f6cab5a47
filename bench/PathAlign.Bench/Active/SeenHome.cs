using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Manifests;
using PathAlign.Data;
using PathAlign.Models.Reward;
using PathAlign.Reward.Ordering;
using PathAlign.Reward.Training;
using PathAlign.Training;
using PathAlign.Training.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Active;

/// <summary>
/// A home with precomputed features of its tiles from the frozen trunk, so that training a reward model takes seconds.
/// </summary>
internal sealed class SeenHome
{
    private readonly RealFeatures _real;
    private readonly Tensor _pool, _poolLabels;

    /// <param name="home">The home.</param>
    /// <param name="sameReal">A home with the same real tiles, whose features are reused; or null.</param>
    internal SeenHome(RatedHome home, SeenHome? sameReal)
    {
        Home = home;
        using var classifier = ClassifierModel.Load(home.ClassifierPath);
        using var network = New(classifier, home.Plan.Dataset.Criteria.Count);
        _real = sameReal is not null
            && sameReal.Home.Plan.Data == home.Plan.Data
            && sameReal.Home.Plan.FilterKey == home.Plan.FilterKey
            ? sameReal._real
            : RewardTrainer.LookAtReal(network, home.Real, seed: 0, default);
        (_pool, _poolLabels) = (RewardTrainer.Look(network, home.Pool.Tiles, default), Labels(home.Pool));
        Test = (RewardTrainer.Look(network, home.Test.Tiles, default), Labels(home.Test));
    }

    /// <summary>Reads homes and computes the features of their tiles.</summary>
    internal static async Task<IReadOnlyList<SeenHome>> ReadAllAsync(IEnumerable<string> folders)
    {
        var homes = new List<SeenHome>();
        foreach (var folder in folders)
            homes.Add(new SeenHome(await RatedHome.ReadAsync(folder, default), homes.FirstOrDefault()));
        return homes;
    }

    internal RatedHome Home { get; }

    internal int Count => Home.Pool.Tiles.Count;

    internal IReadOnlyList<int> Classes => Home.Pool.Tiles.Labels;

    /// <summary>Features (N, F) and classes (N) of the test images.</summary>
    internal (Tensor Features, Tensor Labels) Test { get; }

    /// <summary>Trains a reward model as a round does.</summary>
    /// <param name="rows">The rated images.</param>
    /// <param name="atRandom">For each row, whether it was chosen at random.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    internal RewardNetwork Train(IReadOnlyList<int> rows, IReadOnlyList<bool> atRandom, ulong seed)
    {
        var network = New(ClassifierModel.Load(Home.ClassifierPath), Home.Plan.Dataset.Criteria.Count);
        using var scope = NewDisposeScope();
        var features = _pool.index_select(0, tensor([.. rows.Select(r => (long)r)]));
        new RewardTrainer(network, new RewardPlan(), seed).Train(
            Home.Pool.Subset(rows) with { AtRandom = atRandom }, new RatedFeatures(features), _real, null, default);
        return network;
    }

    /// <summary>The same, from pairs of images.</summary>
    /// <param name="pairs">The images of each pair.</param>
    /// <param name="taken">For each pair, 1 if the right image was chosen, 0 for the left one, 0.5 for neither.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    internal RewardNetwork TrainPairs(
        IReadOnlyList<(int Left, int Right)> pairs, IReadOnlyList<double> taken, ulong seed)
    {
        var network = New(ClassifierModel.Load(Home.ClassifierPath), Home.Plan.Dataset.Criteria.Count);
        using var scope = NewDisposeScope();
        var (left, right) = (
            tensor([.. pairs.Select(p => (long)p.Left)]), tensor([.. pairs.Select(p => (long)p.Right)]));
        var tiles = Home.Pool.Tiles;
        var rated = new RatedTiles(
            tiles.Subset([.. pairs.Select(p => p.Right)]),
            taken,
            [.. pairs.Select(_ => (IReadOnlyList<bool>)[])])
        { Beside = tiles.Subset([.. pairs.Select(p => p.Left)]) };
        new RewardTrainer(network, new RewardPlan(), seed).Train(
            rated, new RatedFeatures(_pool.index_select(0, right), _pool.index_select(0, left)), _real, null, default);
        return network;
    }

    /// <summary>A reward model's scores of the images to choose from.</summary>
    internal ImageScores Scores(RewardNetwork network) => ImageScores.Of(network, _pool, _poolLabels);

    private static RewardNetwork New(ClassifierModel classifier, int criteria) =>
        new(
            classifier.Network,
            classifier.Dataset.Classes.Count,
            criteria,
            new RewardPlan().Members);

    private static Tensor Labels(RatedTiles rated) =>
        TileTensors.Labels(rated.Tiles, [.. Enumerable.Range(0, rated.Tiles.Count)]);
}
