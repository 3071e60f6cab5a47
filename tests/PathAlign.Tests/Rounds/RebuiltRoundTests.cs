using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Embedded;
using PathAlign.Standalone.Simulation;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>An adapter is made anew without one rater's ratings.</summary>
[Slow]
public sealed class RebuiltRoundTests(TinyRound round) : IDisposable
{
    private const string First = "simulated-pathologist", Second = "second", Rebuild = "round-5-1-rebuilt-";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_learns_from_the_others_alone_and_the_round_before_stays_as_it_was()
    {
        var home = _folder.At("home");
        var before = await TwoRatersAsync(home);
        var kept = HomeState.ObjectsOf(Path.Combine(home, "objects"));

        var (after, plan) = await RebuildAsync(home);
        var (again, _) = await RebuildAsync(home);

        Assert.StartsWith(Rebuild, after.RoundId);
        Assert.DoesNotContain(Second, after.RoundId);
        var (learned, relearned) = (await LearnedAsync(home, before.RoundId), await LearnedAsync(home, after.RoundId));
        Assert.Equal([Second, First], learned.Ratings.Select(r => r.Rater).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            learned.Ratings.Where(r => r.Rater == First),
            relearned.Ratings,
            (a, b) => a.Id == b.Id && a.Plausibility == b.Plausibility);
        Assert.NotEqual(before.AdapterKey, after.AdapterKey);
        // asked for twice, it is made once
        Assert.Equal((after.AdapterKey, after.RatingsKey), (again.AdapterKey, again.RatingsKey));
        Assert.Equal(before.ImagesPerSide, after.ImagesPerSide);
        Assert.Equal(Second, plan.Rating.LearnFrom!.Without);
        Assert.Empty(kept.Except(HomeState.ObjectsOf(Path.Combine(home, "objects"))));
    }

    [Fact]
    public async Task A_round_that_is_not_there_a_stranger_and_the_only_rater_are_refused_in_a_sentence()
    {
        using var home = new Home(await round.CopyHomeAsync(_folder));
        await using var services = new EmbeddedServices(home);
        async Task<string> RefusedAsync(string roundId, string without) =>
            (
                await Assert.ThrowsAsync<ArgumentException>(
                    () => RebuiltRound.OfAsync(services, roundId, without, default))).Message;

        Assert.Equal(
            "rebuild: expected a round 'round-9' with a trained reward model, found none",
            await RefusedAsync("round-9", First));
        Assert.Equal(
            $"--without: expected one of the raters of 'round-5-1', {First}, got 'anna'",
            await RefusedAsync("round-5-1", "anna"));
        Assert.Equal(
            $"--without: expected another rater of 'round-5-1', found only '{First}'",
            await RefusedAsync("round-5-1", First));
    }

    private async Task<RoundReport> TwoRatersAsync(string root)
    {
        var settings = round.Settings() with
        {
            Configure = plan => TinyRound.Configure(plan) with { Rating = new RatingPlan { RatersPerImage = 2 } },
        };
        using var stop = new CancellationTokenSource();
        using var home = new Home(root);
        await using var services = new EmbeddedServices(home);
        RoundReport? ended = null;
        var running = new RoundLoop(
            home,
            services,
            settings,
            new RoundLines(TextWriter.Null, TimeProvider.System)).RunAsync(
                report => Task.FromResult(ended = report), CancellationToken.None);
        await Eventually.SeeAsync(
            async () => (await services.JobsAsync("round-5-1", null, default)).Any() ? "begun" : null, "the round");
        using var http = await services.SimulatedRaterAsync(Second, default);
        var data = TileDatasets.Load(round.Data);
        var second = new SimulatedRater(
            http,
            new SimulatedPathologist(
                data.Train, data.Description, new SimulationOptions { Seed = 99, ErrorRate = 0.5 }),
            data.Description).RunAsync(
                stop.Token);
        await running;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => second);   // cancelled, or its server is gone
        return ended!;
    }

    private static async Task<(RoundReport Report, RoundPlan Plan)> RebuildAsync(string root)
    {
        using var home = new Home(root);
        await using var services = new EmbeddedServices(home);
        var rebuilt = await RebuiltRound.OfAsync(services, "round-5-1", Second, default);
        Assert.True(rebuilt.Simulated);
        var plan = rebuilt.Plan;
        RoundReport? ended = null;
        var settings = new RoundSettings
        {
            Data = await services.Objects.GetFileAsync(plan.Data, default),
            Dataset = plan.Dataset,
            Seed = plan.Seed,
            Configure = same => same,
        };
        await new RoundLoop(
            home,
            services,
            settings,
            new RoundLines(TextWriter.Null, TimeProvider.System)).RunAsync(
                plan, report => Task.FromResult(ended = report), CancellationToken.None);
        return (ended!, plan);
    }

    private static async Task<RatingManifest> LearnedAsync(string root, string roundId)
    {
        using var home = new Home(root);
        await using var services = new EmbeddedServices(home);
        var learned = (await services.JobsAsync(roundId, JobState.Done, default)).Select(j => j.Input.Read())
            .OfType<FeedbackQuorumReached>()
            .Single(q => q.Purpose == ImagePurpose.Training);
        return await services.Objects.GetJsonAsync<RatingManifest>(learned.RatingsKey);
    }
}
