using System.Diagnostics;

namespace PathAlign.Bench;

/// <summary>
/// Kills a process of the cluster every minute, chosen by a seed (none without a seed), restarts it, and records the
/// memory of all processes.
/// </summary>
internal sealed class SoakFaults(BenchCluster cluster, int? seed)
{
    private static readonly TimeSpan _everyMinute = TimeSpan.FromMinutes(1), _look = TimeSpan.FromSeconds(10);

    internal static readonly string[] Names = ["broker", .. BenchCluster.Services];

    /// <summary>The killed processes, each with the seconds until all were ready again.</summary>
    internal List<(string Name, double Seconds)> Kills { get; } = [];

    /// <summary>Unexpected events.</summary>
    internal List<string> Failures { get; } = [];

    /// <summary>Memory in MiB by process, with the minute.</summary>
    internal List<(double Minute, string Name, double Megabytes)> Memory { get; } = [];

    internal Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(
            Task.Run(
                () => seed is { } chosen ? KillAsync(new Random(chosen), stop) : Task.CompletedTask,
                CancellationToken.None),
            Task.Run(() => LookAsync(stop), CancellationToken.None));

    private async Task KillAsync(Random random, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_everyMinute);
        while (await TickAsync(timer, stop))
        {
            var (name, began) = (Names[random.Next(Names.Length)], Stopwatch.GetTimestamp());
            if (!cluster.Kill(name)) Failures.Add($"{name} had ended by itself");
            try
            {
                cluster.Up();
            }
            catch (InvalidOperationException error)
            {
                Failures.Add($"{name} did not come back: {error.Message}");
            }
            Kills.Add((name, Stopwatch.GetElapsedTime(began).TotalSeconds));
            Console.Error.WriteLine($"killed {name}, back after {Kills[^1].Seconds:f1} s");
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(_look);
        while (await TickAsync(timer, stop))
            foreach (var name in Names)
                if (cluster.ResidentMegabytes(name) is { } megabytes)
                    Memory.Add((Stopwatch.GetElapsedTime(began).TotalMinutes, name, megabytes));
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
