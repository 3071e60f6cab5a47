using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Files;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

[Collection(nameof(TinyRound))]
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
        var decided = (await HomeState.ReadAsync(home)).Of("jobs").SelectMany(job => job["outgoing"]!.AsArray()).Single(e => (string)e!["type"]! == nameof(AdapterRejected))!["body"]!;
        _promoted = new AdapterPromoted { RoundId = (string)decided["roundId"]!, PlanKey = (string)decided["planKey"]!, AdapterKey = (string)decided["adapterKey"]!, ReportKey = (string)decided["reportKey"]! };
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

        Assert.Equal(new Champion(_plan.GeneratorKey, _promoted.AdapterKey, _plan.RoundId, 1, _promoted.ReportKey), await _champions.FindAsync(_plan.GeneratorKey));
        Assert.Equal(1, (await _documents.QueryAsync("champions", new DocumentQuery([]))).Documents.Single().Version);
    }

    [Fact]
    public async Task A_promotion_that_comes_late_does_not_put_a_later_champion_down()
    {
        var later = new Champion(_plan.GeneratorKey, "weights/of/a/later/round", "round-7", 7, "report");
        await _champions.PromoteAsync(later);

        await PromoteAsync(_promoted);

        Assert.Equal(later, await _champions.FindAsync(_plan.GeneratorKey));
    }

    [Fact]
    public async Task A_later_round_puts_its_own_adapter_in_the_place_of_the_champion()
    {
        await PromoteAsync(_promoted);
        var later = new Champion(_plan.GeneratorKey, "weights/of/a/later/round", "round-7", 7, "report");

        await _champions.PromoteAsync(later);

        Assert.Equal(later, await _champions.FindAsync(_plan.GeneratorKey));
        Assert.Null(await _champions.FindAsync("weights/of/another/base"));
    }

    [Fact]
    public async Task What_is_no_adapter_of_the_base_never_becomes_the_champion()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() => PromoteAsync(_promoted with { AdapterKey = _plan.GeneratorKey }));

        Assert.Null(await _champions.FindAsync(_plan.GeneratorKey));
    }

    private Task<JobOutcome> PromoteAsync(AdapterPromoted promoted) =>
        new PromoteAdapter(_champions, new RoundInputs(_objects)).RunAsync(promoted, new JobContext("job", _folder.Path, (_, _, _) => { }), CancellationToken.None);
}
