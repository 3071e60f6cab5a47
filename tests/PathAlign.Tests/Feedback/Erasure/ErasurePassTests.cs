using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Feedback.Erasure;

/// <summary>The passes of an erasure that waits or fails.</summary>
public sealed class ErasurePassTests
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task While_a_job_may_write_the_name_no_pass_is_made_again_and_after_its_end_one_is()
    {
        await using var host = await RatedAsync();
        var (jobs, erasures) = (
            host.Services.GetRequiredService<JobStore>(), host.Services.GetRequiredService<Erasures>());
        var job = await jobs.SubmitAsync(
            StageNames.Reward,
            JobQueues.TrainReward.Kind,
            new RoundRequested { RoundId = "r1", PlanKey = "p" },
            cancel: _cancel);
        await jobs.UpdateAsync(job.Id, j => j with { State = JobState.Running, DueAt = long.MaxValue }, _cancel);
        var run = await erasures.RequestAsync("olga", Study.Name, TimeSpan.Zero, _cancel);
        await erasures.RunAsync(_cancel);
        var reads = 0;
        _stores.Objects.BeforeGet = _ =>
        {
            reads++;
            return Task.CompletedTask;
        };

        await erasures.RunAsync(_cancel);
        Assert.Equal(0, reads);
        Assert.Contains(job.Id, (await erasures.FindAsync(run.Pseudonym, _cancel))!.WaitsFor);
        await ExpectMoveEndedAsync(erasures);
        await jobs.UpdateAsync(job.Id, j => j with { State = JobState.Done }, _cancel);
        await erasures.RunAsync(_cancel);

        Assert.True(reads > 0);
        Assert.True((await erasures.FindAsync(run.Pseudonym, _cancel))!.Done);
    }

    [Fact]
    public async Task A_pass_that_fails_says_why_until_one_succeeds_and_sets_may_be_frozen_again()
    {
        await using var host = await RatedAsync();
        var erasures = host.Services.GetRequiredService<Erasures>();
        var store = new FeedbackCollections(_stores.Documents);
        var run = await erasures.RequestAsync("olga", Study.Name, TimeSpan.Zero, _cancel);
        _stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "ratings") throw new IOException("no disk");
        };

        await Assert.ThrowsAsync<IOException>(() => erasures.RunAsync(_cancel));
        Assert.Equal("no disk", Assert.Single(await erasures.FailedAsync(_cancel)).Error);
        Assert.Null(await store.MovesAsync(_cancel));
        var again = await erasures.RequestAsync("olga", Study.Name, TimeSpan.Zero, _cancel);
        Assert.Equal((run.Pseudonym, null), (again.Pseudonym, again.Error));
        _stores.Documents.BeforeInsert = null;
        await erasures.RunAsync(_cancel);

        Assert.True((await erasures.FindAsync(run.Pseudonym, _cancel))!.Done);
        Assert.Empty(await erasures.FailedAsync(_cancel));
        Assert.NotNull(await store.MovesAsync(_cancel));
    }

    [Fact]
    public async Task What_was_under_way_at_its_begin_is_erased_too()
    {
        await _stores.QueueRoundAsync("r1", 4);
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ErasureSettleSeconds", "60"));
        var key = await Study.PersonAsync(host);
        await Study.RateAsync(host, Study.Name, key, 2);
        var erasures = host.Services.GetRequiredService<Erasures>();
        var run = await erasures.RequestAsync("olga", Study.Name, TimeSpan.FromMinutes(1), _cancel);
        await erasures.RunAsync(_cancel);
        var first = (await erasures.FindAsync(run.Pseudonym, _cancel))!;

        // a delivery that waited for the broker
        await _stores.Documents.InsertAsync(
            "webhook-deliveries",
            "late",
            new JsonObject { ["id"] = "late", ["body"] = $$$"""{"data":{"rater":"{{{Study.Name}}}"}}""" });
        clock.Advance(TimeSpan.FromSeconds(59));
        await erasures.RunAsync(_cancel);
        var waiting = (await erasures.FindAsync(run.Pseudonym, _cancel))!;
        clock.Advance(TimeSpan.FromSeconds(2));
        await erasures.RunAsync(_cancel);

        Assert.All([first, waiting], r => Assert.Contains("under way", r.WaitsFor));
        Assert.True((await erasures.FindAsync(run.Pseudonym, _cancel))!.Done);
        Assert.DoesNotContain(
            Study.Name, (await _stores.AllAsync("webhook-deliveries")).Single().Body.ToJsonString());
    }

    // The pass after a move that failed or was killed ends it, whatever it waits for: else no set would be frozen.
    private async Task ExpectMoveEndedAsync(Erasures erasures)
    {
        var store = new FeedbackCollections(_stores.Documents);
        await store.Turns.UpdateAsync(ErasureTurn.Id, turn => turn with { Moving = true }, _cancel);
        Assert.Null(await store.MovesAsync(_cancel));

        await erasures.RunAsync(_cancel);

        Assert.NotNull(await store.MovesAsync(_cancel));
    }

    private async Task<FeedbackHost> RatedAsync()
    {
        await _stores.QueueRoundAsync("r1", 4);
        var host = await FeedbackHost.StartAsync(_stores);
        await Study.RateAsync(host, Study.Name, await Study.PersonAsync(host), 2);
        return host;
    }
}
