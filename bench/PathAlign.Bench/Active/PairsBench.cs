using System.Diagnostics;
using System.Globalization;
using PathAlign.Data;
using PathAlign.Models.Reward;
using PathAlign.Standalone.Simulation;
using PathAlign.Statistics;
using PathAlign.Training;

namespace PathAlign.Bench.Active;

/// <summary>
/// Compares ratings of single images with ratings of pairs, on rounds that the simulated pathologist rated completely:
/// how well a reward model trained on a given number of ratings or pairs predicts the ratings of other images of the
/// same generator.
/// </summary>
internal static class PairsBench
{
    private const int Repetitions = 3;
    private static readonly int[] _steps = [54, 108, 216, 252];   // of 540 images, 60 a class, at most 270 pairs

    internal static async Task<int> RunAsync(string[] folders)
    {
        var clock = Stopwatch.StartNew();
        var homes = await SeenHome.ReadAllAsync(folders);
        var test = new TestImages(homes);
        Console.WriteLine(test.Text);
        var runs = new List<ActiveRun>();
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            for (var h = 0; h < homes.Count; h++)
            {
                var seed = (homes[h].Home.Plan.Seed * 1000) + (ulong)repetition;
                var order = new CounterRandom(seed, 0, Purpose.Choice).Permutation(homes[h].Count);
                var (pairs, taken) = Compared(homes[h], order);
                Run("one at a time", n => homes[h].Train(order[..n], [.. Enumerable.Repeat(true, n)], seed));
                Run("side by side", n => homes[h].TrainPairs(pairs[..n], taken[..n], seed));

                void Run(string name, Func<int, RewardNetwork> train)
                {
                    runs.Add(new ActiveRun(name, h, [.. _steps.Select(n => Predicted(train(n)))]));
                    Console.Error.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{clock.Elapsed.TotalSeconds,6:f0} s  {homes[h].Home.Name,-16} repetition " +
                                $"{repetition + 1}  {name,-14} " +
                                $"{string.Join(
                                    " ",
                                    runs[^1].Predicted.Select(p => $"{ActiveRun.Auroc(p, test.Truth, null):f3}"))}"));
                }

                double[] Predicted(RewardNetwork network)
                {
                    using (network) return test.Predicted(network);
                }
            }
        }
        foreach (var line in new ActiveFigures(runs, test.Truth, [.. homes.Select(h => h.Home.Name)], _steps).Lines())
            Console.WriteLine(line);
        return 0;
    }

    /// <summary>
    /// All pairs of a class in random order, and the simulated pathologist's choice in each: 1 for the right image.
    /// </summary>
    private static ((int Left, int Right)[] Pairs, double[] Taken) Compared(SeenHome home, int[] order)
    {
        var pathologist = new SimulatedPathologist(
            home.Home.Real, home.Home.Plan.Dataset, new SimulationOptions { Seed = home.Home.Plan.Seed });
        var tiles = home.Home.Pool.Tiles;
        var pairs = order.GroupBy(i => tiles.Labels[i])
            .SelectMany(tissue => tissue.Chunk(2).Where(pair => pair.Length == 2).Select((pair, turn) => (turn, pair)))
            .OrderBy(p => p.turn)
            .Select(p => (p.pair[0], p.pair[1]))
            .ToArray();
        var taken = pairs.Select(
            p =>
                (pathologist.Compare(
                    tiles.Image(p.Item1),
                    tiles.Image(p.Item2),
                    tiles.Labels[p.Item1],
                    $"{p.Item1}-{p.Item2}")
                    + 1) / 2.0).ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{home.Home.Name}: {pairs.Length} pairs, {taken.Count(t => t == 0.5)} of them alike"));
        return (pairs, taken);
    }
}
