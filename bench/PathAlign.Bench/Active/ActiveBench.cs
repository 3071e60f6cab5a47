using System.Diagnostics;
using System.Globalization;
using PathAlign.Models.Reward;

namespace PathAlign.Bench.Active;

/// <summary>
/// Compares active ordering with random order on fully rated rounds: how well a reward model trained on a given number
/// of ratings predicts the ratings of other images of the same generator, and how many ratings it needs to equal random
/// order with the largest number.
/// </summary>
internal static class ActiveBench
{
    private const double RandomShare = 0.25;
    private const int Repetitions = 3;
    private static readonly int[] _steps = [54, 108, 216, 324, 432];

    internal static async Task<int> RunAsync(string[] folders)
    {
        var clock = Stopwatch.StartNew();
        var homes = await SeenHome.ReadAllAsync(folders);
        var test = new TestImages(homes);
        Console.WriteLine(test.Text);

        // The previous round: any other of the rounds, with all its ratings.
        var others = homes.Select(
            h => h.Train([.. Enumerable.Range(0, h.Count)], [.. Enumerable.Repeat(true, h.Count)], h.Home.Plan.Seed))
                .ToList();
        var runs = new List<ActiveRun>();
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            for (var h = 0; h < homes.Count; h++)
                foreach (var chooser in Chooser.All)
                {
                    runs.Add(
                        new ActiveRun(
                            chooser.Name,
                            h,
                            Predictions(
                                homes[h],
                                chooser,
                                others[(h + 1) % homes.Count],
                                (homes[h].Home.Plan.Seed * 1000) + (ulong)repetition,
                                test)));
                    Console.Error.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{clock.Elapsed.TotalSeconds,6:f0} s  {homes[h].Home.Name,-16} repetition " +
                                $"{repetition + 1}  {chooser.Name,-12} " +
                                $"{string.Join(
                                    " ",
                                    runs[^1].Predicted.Select(p => $"{ActiveRun.Auroc(p, test.Truth, null):f3}"))}"));
                }
            Console.WriteLine($"after {repetition + 1} of {Repetitions} repetitions");
            foreach (
                var line in new ActiveFigures(runs, test.Truth, [.. homes.Select(h => h.Home.Name)], _steps).Lines())
                Console.WriteLine(line);
        }
        return 0;
    }

    /// <summary>The predictions of each step's reward model for the test images.</summary>
    private static List<double[]> Predictions(
        SeenHome home, Chooser chooser, RewardNetwork other, ulong seed, TestImages test)
    {
        RewardNetwork? own = null;
        var predicted = new List<double[]>();
        foreach (var (rows, atRandom) in chooser.Steps(home, _steps, RandomShare, seed, other, () => own))
        {
            own?.Dispose();
            own = home.Train(rows, atRandom, seed);
            predicted.Add(test.Predicted(own));
        }
        own?.Dispose();
        return predicted;
    }
}
