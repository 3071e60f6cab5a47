using System.Diagnostics;

namespace PathAlign.Bench;

/// <summary>Statistics of measured times.</summary>
internal static class Figures
{
    internal static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <param name="values">At least one.</param>
    /// <param name="share">0 for the smallest, 1 for the largest.</param>
    internal static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(share * (sorted.Count - 1))];
    }

    internal static async Task<double> MillisecondsAsync(Func<Task> act)
    {
        var clock = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    }

    /// <summary>Items per second, with this many in parallel.</summary>
    internal static async Task<double> PerSecondAsync(int items, int atOnce, Func<int, Task> act) =>
        items / await MillisecondsAsync(
            () => Parallel.ForAsync(
                0,
                items,
                new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                async (i, _) => await act(i))) * 1000;
}
