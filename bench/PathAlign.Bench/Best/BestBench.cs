using System.Globalization;
using PathAlign.Statistics;

namespace PathAlign.Bench.Best;

/// <summary>
/// What finetuning and the choice among several attempts each add: the share of images that the simulated pathologist
/// finds implausible, of a round's base and of its adapter.
/// </summary>
internal static class BestBench
{
    private static readonly int[] _attempts = [1, 2, 4, 8];

    internal static async Task<int> RunAsync(IReadOnlyList<string> homes)
    {
        Console.WriteLine(
            "| round | drawn by | AUROC of the reward | " +
                string.Join(" | ", _attempts.Select(n => n == 1 ? "implausible, one attempt" : $"best of {n}")) +
                " |\n| --- | --- | --- |" + string.Concat(Enumerable.Repeat(" --- |", _attempts.Length)));
        foreach (var home in homes)
            foreach (var (arm, images) in await new DrawnHome(home).DrawAsync())
                Console.WriteLine(Row(Path.GetFileName(Path.TrimEndingDirectorySeparator(home)), arm, images));
        return 0;
    }

    private static string Row(string home, string arm, IReadOnlyList<JudgedImage> images)
    {
        var auroc = Probabilities.Auroc(
            [.. images.Select(i => i.Reward)], [.. images.Select(i => i.IsPlausible)]);
        return $"| {home} | {arm} | {Number(auroc)} | " +
            string.Join(" | ", _attempts.Select(n => Share(images, n))) + " |";
    }

    private static string Share(IReadOnlyList<JudgedImage> images, int attempts)
    {
        var classes = images.GroupBy(i => i.Label).Select(ofClass => ofClass.ToArray()).ToList();
        var interval = Bootstrap.Interval(
            classes[0].Length,
            places => BestOfMany.Implausible(classes.SelectMany(c => places.Select(place => c[place])), attempts));
        return $"{Number(interval.Value)} [{Number(interval.Low)}, {Number(interval.High)}]";
    }

    private static string Number(double value) => value.ToString("f3", CultureInfo.InvariantCulture);
}
