using System.Diagnostics;
using System.Globalization;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Cli;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>
/// kill -9 at moments drawn from a seed, as often as PATHALIGN_KILLS says (3 by default; PATHALIGN_KILL_SEED for other
/// moments).
/// </summary>
[Slow]
public sealed class KillTests(TinyRound round, ITestOutputHelper output)
{
    private static readonly int Kills = Setting("PATHALIGN_KILLS", 3), Seed = Setting("PATHALIGN_KILL_SEED", 1);

    [Fact]
    public async Task A_round_killed_at_any_moment_ends_with_what_an_undisturbed_one_leaves()
    {
        using var folder = new TemporaryFolder();
        string[] Command(string home) => ["demo", .. round.Options(folder.At(home))];
        var clock = Stopwatch.StartNew();
        var straight = await RunningProgram.RunAsync(folder.Path, Command("straight"));
        Assert.True(straight.code == 0, straight.error);
        var (random, whole, hits) = (new Random(Seed), clock.Elapsed, 0);

        // Each part of the undisturbed time has its kill; what is left of it after a kill goes on in the next process.
        for (var kill = 0; kill < Kills; kill++)
        {
            using var program = new RunningProgram(folder.Path, Command("killed"));
            await Eventually.TrueAsync(
                () => program.Output.Contains("round 1") || program.HasExited, "the round goes on");
            await Task.WhenAny(program.ExitAsync(), Task.Delay(whole * (random.NextDouble() * 1.5 / (Kills + 1))));
            if (program.HasExited) break;
            await program.KillAsync();
            hits++;
            output.WriteLine($"kill {kill + 1}: {await StageAsync(folder.At("killed"))}");
        }
        var last = await RunningProgram.RunAsync(folder.Path, Command("killed"));

        Assert.True(last.code == 0, last.error);
        Assert.True(hits > 0, "expected the program to be killed at least once before it ended");
        HomeState.AssertSame(
            await HomeState.ReadAsync(folder.At("straight")), await HomeState.ReadAsync(folder.At("killed")));
    }

    /// <summary>What was being done when the process died.</summary>
    private static async Task<string> StageAsync(string home)
    {
        using var store = new SqliteDocumentStore(Path.Combine(home, "documents.db"));
        var jobs = (await new JobStore(store, new JobWake(), TimeProvider.System).ListAsync()).Jobs;
        var ratings = await store.CountAsync("ratings", []);
        var running = jobs.FirstOrDefault(job => job.State is JobState.Running or JobState.Pending);
        return running is null
            ? $"between jobs, after {jobs.Count}, {ratings} ratings"
            : $"{running.Queue} {running.State} {running.Progress?.Done}/{running.Progress?.Total}, {ratings} ratings";
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
