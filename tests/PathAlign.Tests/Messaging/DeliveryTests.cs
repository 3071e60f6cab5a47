using System.Diagnostics;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using Xunit;

namespace PathAlign.Tests.Messaging;

public sealed class DeliveryTests : JobTests
{
    [Fact]
    public async Task A_first_delivery_is_worked_on_once_and_announced()
    {
        await using var machine = await StartAsync();
        var folderWasThere = false;
        machine.Toy.Work = (context, _) => Task.FromResult(folderWasThere = Directory.Exists(context.WorkFolder));

        await machine.Bus.Publish(Toy.Request());

        var job = await machine.InStateAsync(JobId, JobState.Done, j => j.Announced);
        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 1);
        await Eventually.TrueAsync(() => !Directory.Exists(WorkFolder));
        Assert.True(folderWasThere);
        Assert.Equal(
            (JobId, 1, "round-1", "toy-toy"), (Assert.Single(machine.Toy.Runs), job.Attempts, job.RoundId, job.Queue));
        Assert.Null(job.LeaseOwner);
    }

    [Fact]
    public async Task A_repeat_announces_the_same_events_and_does_no_work()
    {
        await using var machine = await StartAsync();
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 1);
        machine.Toy.Outcome = input => [Toy.Images(input, 1000)];

        await machine.Bus.Publish(Toy.Request());

        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 2);
        Assert.Equal(machine.Seen.All<ImagesGenerated>()[0], machine.Seen.All<ImagesGenerated>()[1]);
        Assert.Single(machine.Toy.Runs);
        Assert.Single((await machine.Jobs.ListAsync()).Jobs);
    }

    [Fact]
    public async Task Repeats_that_arrive_while_the_job_runs_start_nothing()
    {
        await using var machine = await StartAsync();
        var finish = new TaskCompletionSource();
        machine.Toy.Work = (_, _) => finish.Task;

        for (var i = 0; i < 5; i++) await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => machine.Harness.Consumed.Select<RoundRequested>().Count() == 5);
        finish.SetResult();

        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 1);
        Assert.Single(machine.Toy.Runs);
    }

    [Fact]
    public async Task An_outcome_that_was_stored_but_not_announced_is_announced_later_and_not_worked_on_again()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (_, _) => Task.FromResult(machine.Broker.Down = true);
        await machine.Bus.Publish(Toy.Request());
        await machine.InStateAsync(JobId, JobState.Done, j => !j.Announced && j.Outgoing.Count == 1);

        machine.Broker.Down = false;

        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count >= 1);
        await machine.InStateAsync(JobId, JobState.Done, j => j.Announced);
        Assert.Single(machine.Toy.Runs);
    }

    [Fact]
    public async Task A_new_process_announces_what_the_last_one_died_over()
    {
        await using (var first = await StartAsync(outbox: options => options.IntervalSeconds = 3600))
        {
            first.Toy.Work = (_, _) => Task.FromResult(first.Broker.Down = true);
            await first.Bus.Publish(Toy.Request());
            await first.InStateAsync(JobId, JobState.Done);
        }

        await using var second = await StartAsync();

        await Eventually.TrueAsync(() => second.Seen.All<ImagesGenerated>().Count >= 1);
        Assert.Empty(second.Toy.Runs);
    }

    [Fact]
    public async Task An_event_that_the_handler_does_not_accept_becomes_no_job()
    {
        await using var machine = await StartAsync();
        machine.Toy.Accepts = input => input.RoundId == "round-2";

        await machine.Bus.Publish(Toy.Request());
        await machine.Bus.Publish(Toy.Request("round-2"));

        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 1);
        await Eventually.TrueAsync(() => machine.Harness.Consumed.Select<RoundRequested>().Count() == 2);
        Assert.Equal("round-2", Assert.Single((await machine.Jobs.ListAsync()).Jobs).RoundId);
    }

    [Fact]
    public async Task At_start_open_rounds_are_announced_anew_and_ended_ones_are_not()
    {
        await using (var first = await StartAsync())
        {
            first.Toy.Outcome = input => input.RoundId == "ended"
                ?
                [
                    new AdapterRejected
                    {
                        RoundId = input.RoundId,
                        PlanKey = input.PlanKey,
                        AdapterKey = "a",
                        ReportKey = "r",
                    }
                ]
                : [Toy.Images(input, 9)];
            foreach (var round in new[] { "ended", "open" }) await first.Bus.Publish(Toy.Request(round));
            await Eventually.SeeAsync(
                async () =>
                    (await first.Jobs.ListAsync(state: JobState.Done)).Jobs is { Count: 2 } jobs
                        && jobs.All(j => j.Announced)
                        ? jobs
                        : null);
        }

        await using var second = await StartAsync(outbox: options => options.ReannounceAllAtStart = true);

        await Eventually.TrueAsync(() => second.Seen.All<ImagesGenerated>().Count == 1);
        Assert.Equal("open", second.Seen.All<ImagesGenerated>()[0].RoundId);
        // the last word of a round: whoever acts on it may not have heard it
        await Eventually.TrueAsync(() => second.Seen.All<AdapterRejected>().Count == 1);
        Assert.Empty(second.Toy.Runs);
    }

    [Fact]
    public async Task An_event_of_no_job_is_stored_before_it_is_published()
    {
        await using var machine = await StartAsync();
        machine.Broker.Down = true;

        Assert.False(await machine.Announcer.TryPublishAsync("api", Toy.Request()));
        machine.Broker.Down = false;

        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count >= 1);
        Assert.Single(machine.Toy.Runs);
    }

    [Fact]
    public async Task The_trace_goes_from_the_request_through_the_job_to_the_event()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or StoredTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var machine = await StartAsync();
        string? ofWork = null;
        machine.Toy.Work = (_, _) => Task.FromResult(ofWork = Activity.Current?.TraceId.ToString());
        using var request = new Activity("request").Start();

        await machine.Bus.Publish(Toy.Request());

        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 1);
        var trace = request.TraceId.ToString();
        Assert.Equal(
            (trace, trace, trace),
            (ofWork, (await machine.Jobs.GetAsync(JobId))!.TraceId, machine.Seen.TraceOf<ImagesGenerated>()));
    }

    [Fact]
    public async Task Progress_is_stored_and_published_now_and_then()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (context, _) =>
        {
            for (var i = 1; i <= 1000; i++) context.Report(i, 1000, $"loss {i}");
            return Task.CompletedTask;
        };

        await machine.Bus.Publish(Toy.Request());

        await Eventually.TrueAsync(
            () =>
                machine.Seen.All<StageProgressed>()
                    .Any(p => p is { Done: 1000, Total: 1000, Note: "loss 1000", Stage: "toy" } && p.JobId == JobId));
        Assert.InRange(machine.Seen.All<StageProgressed>().Count, 1, 100);
        Assert.Equal(new JobProgress(1000, 1000, "loss 1000", 0), (await machine.Jobs.GetAsync(JobId))!.Progress);
    }
}
