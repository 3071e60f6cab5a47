using System.Text.Json.Nodes;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Files;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

public sealed class PromoteAdapterTests(TinyRound round) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryDocumentStore _documents = new();
    private FileObjectStore _objects = null!;
    private ChampionRegistry _champions = null!;
    private AdapterPromoted _promoted = null!;
    private RoundPlan _plan = null!;

    public async ValueTask InitializeAsync()
    {
        var home = await round.CopyHomeAsync(_folder);
        _objects = new FileObjectStore(Path.Combine(home, "objects"));
        _champions = new ChampionRegistry(_documents);
        var decided = (await HomeState.ReadAsync(home)).Of("jobs")
            .SelectMany(job => job["outgoing"]!.AsArray())
            .Single(e => (string)e!["type"]! == nameof(AdapterRejected))!["body"]!;
        _promoted = new AdapterPromoted
        {
            RoundId = (string)decided["roundId"]!,
            PlanKey = (string)decided["planKey"]!,
            AdapterKey = (string)decided["adapterKey"]!,
            ReportKey = (string)decided["reportKey"]!,
        };
        _plan = await _objects.GetJsonAsync<RoundPlan>(_promoted.PlanKey);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_promoted_adapter_is_the_champion_however_often_it_is_promoted()
    {
        Assert.Null(await _champions.FindAsync(_plan.GeneratorKey));

        for (var delivery = 0; delivery < 3; delivery++) Assert.Empty((await PromoteAsync(_promoted)).Events);

        Assert.Equal(
            new Champion(_plan.GeneratorKey, _promoted.AdapterKey, _plan.RoundId, _promoted.ReportKey),
            (await _champions.FindAsync(_plan.GeneratorKey))! with { At = default });
        Assert.Equal(1, (await _documents.QueryAsync("champions", new DocumentQuery([]))).Documents.Single().Version);
    }

    [Fact]
    public async Task A_promotion_that_comes_late_does_not_put_a_later_champion_down()
    {
        var later = Later();
        await _champions.PromoteAsync(later, against: null);

        await PromoteAsync(_promoted);

        Assert.Equal(later, await _champions.FindAsync(_plan.GeneratorKey));
    }

    [Fact]
    public async Task A_later_round_puts_its_own_adapter_in_the_place_of_the_champion()
    {
        await PromoteAsync(_promoted);
        var later = Later();

        await _champions.PromoteAsync(later, against: _promoted.AdapterKey);

        Assert.Equal(later, await _champions.FindAsync(_plan.GeneratorKey));
        Assert.Equal(
            [later.RoundId, _plan.RoundId], (await _champions.HistoryAsync(_plan.GeneratorKey)).Select(c => c.RoundId));
        Assert.Null(await _champions.FindAsync("weights/of/another/base"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_operator_did_is_undone_by_no_repeat_and_by_no_round_that_began_before(bool repeat)
    {
        await PromoteAsync(_promoted);
        var back = new Champion(_plan.GeneratorKey, null, null, null) { By = "olga", Reason = "the stain is off" };
        await _champions.SetAsync(back);

        if (repeat) await PromoteAsync(_promoted);
        else Assert.False(await _champions.PromoteAsync(Later(), against: _promoted.AdapterKey));

        Assert.Null(await _champions.FindAsync(_plan.GeneratorKey));
        Assert.Equal(back, (await _champions.HistoryAsync(_plan.GeneratorKey))[0]);
    }

    [Fact]
    public async Task A_champion_from_before_there_was_a_history_is_still_the_champion()
    {
        await _documents.EnsureAsync(new CollectionSpec("champions"));
        await _documents.InsertAsync("champions", Path.GetFileNameWithoutExtension(_plan.GeneratorKey), new JsonObject
        {
            ["GeneratorKey"] = _plan.GeneratorKey,
            ["AdapterKey"] = "weights/of/old",
            ["RoundId"] = "round-1",
            ["RoundNumber"] = 1,
            ["ReportKey"] = "report",
        });

        Assert.Equal("weights/of/old", (await _champions.FindAsync(_plan.GeneratorKey))!.AdapterKey);
        Assert.True(await _champions.PromoteAsync(Later(), against: "weights/of/old"));
        Assert.Equal(
            ["round-7", "round-1"], (await _champions.HistoryAsync(_plan.GeneratorKey)).Select(c => c.RoundId));
    }

    [Fact]
    public async Task What_is_no_adapter_of_the_base_never_becomes_the_champion()
    {
        await Assert.ThrowsAsync<InvalidInputException>(
            () => PromoteAsync(_promoted with { AdapterKey = _plan.GeneratorKey }));

        Assert.Null(await _champions.FindAsync(_plan.GeneratorKey));
    }

    [Fact]
    public async Task In_a_loop_the_next_round_is_asked_for_and_starts_from_the_promoted_adapter()
    {
        var looping = _plan with { Loop = new LoopPlan() };
        var promoted = _promoted with { PlanKey = await _objects.PutJsonAsync("plans", looping) };

        var outcomes = new[] { await PromoteAsync(promoted), await PromoteAsync(promoted) };

        var asked = outcomes.Select(outcome => Assert.IsType<RoundRequested>(Assert.Single(outcome.Events))).ToList();
        var next = await _objects.GetJsonAsync<RoundPlan>(asked[0].PlanKey);
        Assert.Equal(asked[0], asked[1]);
        Assert.Equal((2, _promoted.AdapterKey, _plan.Seed + 1), (next.Number, next.AdapterKey, next.Seed));
    }

    private Champion Later() => new(_plan.GeneratorKey, "weights/of/a/later/round", "round-7", "report");

    private Task<JobOutcome> PromoteAsync(AdapterPromoted promoted) =>
        new PromoteAdapter(
            _champions,
            new RoundInputs(_objects),
            new RoundNetworks(_objects),
            new NextRound(
                new RoundInputs(_objects), _champions, new JobStore(_documents, new JobWake(), TimeProvider.System)),
            TimeProvider.System).RunAsync(
            promoted, new JobContext("job", _folder.Path, (_, _, _) => { }), CancellationToken.None);
}
