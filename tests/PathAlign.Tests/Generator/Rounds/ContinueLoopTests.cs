using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Generator.Rounds;

/// <summary>A round of a loop that ended without a new champion is followed by the next one.</summary>
public sealed class ContinueLoopTests : IDisposable
{
    private static readonly RoundPlan _plan = new()
    {
        RoundId = "round-5-1",
        Seed = 5,
        Data = RoundPlan.Phantom,
        GeneratorKey = "weights/ab/base.safetensors",
        FilterKey = "filter",
        JudgeKey = "judge",
        Loop = new LoopPlan { LastRound = 2 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly FileObjectStore _objects;

    public ContinueLoopTests() =>
        (_documents, _objects) = (new(_folder.At("documents.db")), new(_folder.At("objects")));

    public void Dispose()
    {
        _documents.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_first_delivery_asks_for_the_next_round_from_the_champion()
    {
        var champion = new Champion(_plan.GeneratorKey, "weights/cd/adapter", "round-4-1", "report");
        await new ChampionRegistry(_documents).PromoteAsync(champion, against: null);
        await using var machine = await StartAsync();

        await machine.Bus.Publish(await RejectedAsync(_plan));

        await machine.EndedAsync(JobQueues.ContinueAfterAdapter, JobState.Done);
        await Eventually.TrueAsync(() => machine.Requested.Count == 1);
        var next = await _objects.GetJsonAsync<RoundPlan>(machine.Requested[0].PlanKey);
        Assert.Equal(("round-5-2", "round-5-2"), (machine.Requested[0].RoundId, next.RoundId));
        Assert.Equal((2, 6UL, "weights/cd/adapter", false), (next.Number, next.Seed, next.AdapterKey, next.Continues));
    }

    [Fact]
    public async Task A_repeat_asks_for_the_same_round_and_another_reason_to_end_asks_too()
    {
        await using var machine = await StartAsync();
        var rejected = await RejectedAsync(_plan);
        await machine.Bus.Publish(rejected);
        await Eventually.TrueAsync(() => machine.Requested.Count == 1);
        var champion = new Champion(_plan.GeneratorKey, "weights/cd/adapter", "round-4-1", "report");
        await new ChampionRegistry(_documents).SetAsync(champion);   // a round that was asked for starts from none

        await machine.Bus.Publish(rejected);
        await Eventually.TrueAsync(() => machine.Requested.Count == 2);
        await machine.Bus.Publish(
            new RewardModelRejected
            {
                RoundId = "round-5-1",
                PlanKey = rejected.PlanKey,
                RatingsKey = "ratings",
                RewardKey = "reward",
                ReportKey = "report",
                ToContinue = true,
            });

        await machine.EndedAsync(JobQueues.ContinueAfterReward, JobState.Done);
        Assert.Equal(machine.Requested[0], machine.Requested[1]);
        await Eventually.TrueAsync(() => machine.Requested.Count == 3);
        Assert.Equal("round-5-2", machine.Requested[2].RoundId);
    }

    [Fact]
    public async Task A_process_that_died_before_it_asked_is_followed_by_one_that_asks()
    {
        RoundRequested? stored;
        await using (var first = await StartAsync(reconcileSeconds: 3600))
        {
            await first.Bus.Publish(await RejectedAsync(_plan));
            var done = await first.EndedAsync(JobQueues.ContinueAfterAdapter, JobState.Done);
            stored = (RoundRequested)done.Outgoing[0].Read();
            await Eventually.TrueAsync(async () => (await first.Jobs.GetAsync(done.Id))!.Announced);
            await first.Jobs.UpdateAsync(done.Id, job => job with { Announced = false }, CancellationToken.None);
        }
        await using var second = await StartAsync();

        await Eventually.TrueAsync(() => second.Requested.Count == 1);

        Assert.Equal(stored, second.Requested[0]);
        Assert.Equal(1, (await second.EndedAsync(JobQueues.ContinueAfterAdapter, JobState.Done)).Attempts);
    }

    [Fact]
    public async Task A_plan_that_is_not_there_parks_the_job_at_once()
    {
        await using var machine = await StartAsync();
        var missing = ObjectKey.Of("plans", "json", new byte[32]);

        await machine.Bus.Publish((await RejectedAsync(_plan)) with { PlanKey = missing });

        var parked = await machine.EndedAsync(JobQueues.ContinueAfterAdapter, JobState.Failed);
        Assert.Equal((1, nameof(StageFailed)), (parked.Attempts, parked.Outgoing.Single().Type));
        Assert.Empty(machine.Requested);
    }

    [Fact]
    public async Task An_id_that_grows_too_long_parks_the_job_and_says_so()
    {
        await using var machine = await StartAsync();
        var plan = _plan with { RoundId = new string('r', 62) + "-9", Number = 9, Loop = new LoopPlan() };

        await machine.Bus.Publish(await RejectedAsync(plan));

        var parked = await machine.EndedAsync(JobQueues.ContinueAfterAdapter, JobState.Failed);
        Assert.Contains(nameof(RoundPlan.RoundId), parked.Error);
    }

    [Fact]
    public async Task The_last_round_and_a_round_of_its_own_become_no_job()
    {
        await using var machine = await StartAsync();

        foreach (var plan in new[] { _plan with { Number = 2 }, _plan with { Loop = null } })
            await machine.Bus.Publish(await RejectedAsync(plan));
        await machine.Bus.Publish(await RejectedAsync(_plan));

        await machine.EndedAsync(JobQueues.ContinueAfterAdapter, JobState.Done);   // the one job
        Assert.Single((await machine.Jobs.ListAsync()).Jobs);
    }

    [Fact]
    public void An_id_without_a_number_gets_one() =>
        Assert.Equal("mine-2", (_plan with { RoundId = "mine" }).Next(null, null).RoundId);

    private Task<LoopMachine> StartAsync(double reconcileSeconds = 0.2) =>
        LoopMachine.StartAsync(_documents, _objects, _folder.At("work"), reconcileSeconds);

    /// <summary>What the evaluator announces of a round with that plan.</summary>
    private async Task<AdapterRejected> RejectedAsync(RoundPlan plan) => new()
    {
        RoundId = plan.RoundId,
        PlanKey = await _objects.PutJsonAsync("plans", plan),
        AdapterKey = "weights/ef/adapter",
        ReportKey = "report",
        ToContinue = plan.Continues,
    };
}
