using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using Xunit;

namespace PathAlign.Tests.Messaging;

public sealed class LeaseTests : JobTests
{
    private static readonly Action<JobOptions> Silent = options =>
        (options.LeaseSeconds, options.HeartbeatSeconds) = (3600, 1800);
    private static readonly Action<JobOptions> Lively = options =>
        (options.LeaseSeconds, options.HeartbeatSeconds) = (3600, 0.05);

    [Fact]
    public async Task Two_workers_do_each_job_once_between_them()
    {
        var toy = new Toy();
        await using var one = await StartAsync(toy: toy);
        await using var two = await StartAsync(toy: toy);

        var jobs = new List<JobDocument>();
        for (var i = 0; i < 30; i++) jobs.Add(await one.Jobs.SubmitAsync("toy", "toy", Toy.Request($"round-{i}")));

        foreach (var job in jobs) await one.InStateAsync(job.Id, JobState.Done, j => j.Announced);
        Assert.Equal(jobs.Select(j => j.Id).Order(), toy.Runs.Order());
    }

    [Fact]
    public async Task Of_twenty_claims_at_once_one_wins()
    {
        await using var machine = await StartAsync();
        await machine.StopAsync();
        await machine.Jobs.SubmitAsync("toy", "toy", Toy.Request());

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(
                i =>
                    Task.Run(
                        () => machine.Jobs.ClaimAsync("toy-toy", $"worker {i}", TimeSpan.FromMinutes(1), default))));

        var claimed = Assert.Single(claims, c => c is not null)!;
        Assert.Equal((claimed.LeaseOwner, 1), ((await machine.Jobs.GetAsync(JobId))!.LeaseOwner, claimed.Attempts));
    }

    [Fact]
    public async Task A_process_that_works_alone_takes_over_what_a_dead_one_was_running_at_once_and_with_all_its_tries()
    {
        await using (var dead = await StartAsync(Silent))
        {
            await dead.StopAsync();
            await dead.Jobs.SubmitAsync("toy", "toy", Toy.Request());
            for (var kill = 0; kill < 5; kill++)
            {
                Assert.NotNull(
                    await dead.Jobs.ClaimAsync("toy-toy", $"process {kill}", TimeSpan.FromHours(1), default));
                await dead.Jobs.GiveBackAllAsync(default);
            }
            Assert.NotNull(await dead.Jobs.ClaimAsync("toy-toy", "process 5", TimeSpan.FromHours(1), default));
        }

        await using var next = await StartAsync(options =>
        {
            Silent(options);
            options.TakeOverAtStart = true;
        });

        Assert.Equal(1, (await next.InStateAsync(JobId, JobState.Done)).Attempts);
    }

    [Fact]
    public async Task A_job_whose_worker_fell_silent_is_resumed_by_another_in_the_same_folder()
    {
        var finish = new TaskCompletionSource();
        // Its time stands still: it renews nothing.
        await using var silent = await StartAsync(Silent, clock: new TestClock());
        silent.Toy.Outcome = input => [Toy.Images(input, 1)];
        silent.Toy.Work = async (context, _) =>
        {
            await File.WriteAllTextAsync(Path.Combine(context.WorkFolder, "checkpoint"), "step 7");
            await finish.Task;
        };
        await silent.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(WorkFolder, "checkpoint")));
        await using var other = await StartAsync(Silent);
        string? found = null;
        other.Toy.Outcome = input => [Toy.Images(input, 2)];
        other.Toy.Work = async (context, cancel) =>
            found = await File.ReadAllTextAsync(Path.Combine(context.WorkFolder, "checkpoint"), cancel);

        var done = await Eventually.SeeAsync(async () =>
        {
            Clock.Advance(TimeSpan.FromHours(2));   // a lease's time passes from when the other has seen the job
            return await other.Jobs.GetAsync(JobId) is { State: JobState.Done } job ? job : null;
        });
        finish.SetResult();
        await silent.StopAsync();

        var stored = (await other.Jobs.GetAsync(JobId))!;
        Assert.Equal(("step 7", 2), (found, done.Attempts));
        Assert.Equal(2, ((ImagesGenerated)Assert.Single(stored.Outgoing).Read()).Count);
        Assert.Empty(silent.Seen.All<ImagesGenerated>());
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_is_cancelled_and_stores_nothing()
    {
        await using var machine = await StartAsync(Lively);
        var cancelled = new TaskCompletionSource();
        machine.Toy.Work = async (_, cancel) =>
        {
            using var registration = cancel.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, cancel);
        };
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => machine.Toy.Runs.Count == 1);

        await machine.Jobs.UpdateAsync(JobId, job => job with { LeaseOwner = "another worker" }, default);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await machine.StopAsync();
        var job = (await machine.Jobs.GetAsync(JobId))!;
        Assert.Equal(("another worker", JobState.Running, 1), (job.LeaseOwner, job.State, job.Attempts));
    }

    [Fact]
    public async Task A_lease_is_renewed_with_the_progress_while_the_job_runs()
    {
        await using var machine = await StartAsync(Lively);
        machine.Toy.Work = async (context, cancel) =>
        {
            context.Report(3, 10);
            await Task.Delay(Timeout.Infinite, cancel);
        };
        await machine.Bus.Publish(Toy.Request());
        var first = await machine.InStateAsync(JobId, JobState.Running, j => j.Progress is { Done: 3, Total: 10 });

        Clock.Advance(TimeSpan.FromMinutes(30));

        await machine.InStateAsync(
            JobId, JobState.Running, j => j.DueAt > first.DueAt + 1_000_000 && j.LeaseOwner == first.LeaseOwner);
        Assert.Single(machine.Toy.Runs);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task A_clock_that_jumps_by_hours_takes_no_job_from_a_live_worker(int hours)
    {
        var finish = new TaskCompletionSource();
        await using var worker = await StartAsync(Silent);
        worker.Toy.Work = (_, _) => finish.Task;
        await worker.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => worker.Toy.Runs.Count == 1);
        await using var other = await StartAsync(
            options => (options.LeaseSeconds, options.HeartbeatSeconds) = (600, 300));
        await other.Jobs.SubmitAsync("toy", "toy", Toy.Request("round-2"));
        // it looks for jobs
        await other.InStateAsync(JobIdentity.Of("toy", "toy", Toy.Request("round-2")), JobState.Done);

        Clock.Jump(TimeSpan.FromHours(hours));
        await other.Jobs.SubmitAsync("toy", "toy", Toy.Request("round-3"));
        // and has looked again since
        await other.InStateAsync(JobIdentity.Of("toy", "toy", Toy.Request("round-3")), JobState.Done);
        finish.SetResult();

        Assert.Equal(1, (await worker.InStateAsync(JobId, JobState.Done, j => j.Announced)).Attempts);
        Assert.Equal((1, 2), (worker.Toy.Runs.Count, other.Toy.Runs.Count));
    }

    [Fact]
    public async Task A_clock_that_is_put_back_keeps_neither_waiting_jobs_nor_those_of_a_dead_worker_nor_their_events()
    {
        await using (var dead = await StartAsync())
        {
            await dead.StopAsync();
            await dead.Jobs.SubmitAsync("toy", "toy", Toy.Request("round-2"));
            await dead.Jobs.SubmitAsync("toy", "toy", Toy.Request());
            Assert.NotNull(await dead.Jobs.ClaimAsync("toy-toy", "dead", TimeSpan.FromMinutes(1), default));
            await dead.Jobs.AddAsync(
                dead.Jobs.New("operator", "announcement", Toy.Request("round-3")) with
                {
                    State = JobState.Done,
                    Outgoing = [StoredEvent.Of(Toy.Images(Toy.Request("round-3"), 3))],
                },
                default);
        }

        Clock.Jump(TimeSpan.FromHours(-1));
        await using var machine = await StartAsync(
            options => (options.LeaseSeconds, options.HeartbeatSeconds) = (0.5, 0.1));

        foreach (var round in new[] { "round-1", "round-2" })
            await machine.InStateAsync(
                JobIdentity.Of("toy", "toy", Toy.Request(round)), JobState.Done, j => j.Announced);
        await Eventually.TrueAsync(
            () => machine.Seen.All<ImagesGenerated>().Any(images => images.RoundId == "round-3"));
        Assert.Equal(2, machine.Toy.Runs.Count);
    }

    [Fact]
    public async Task A_worker_whose_store_is_away_longer_than_its_lease_stops_and_gives_the_job_back()
    {
        await using var machine = await StartAsync(
            options => (options.LeaseSeconds, options.HeartbeatSeconds) = (0.5, 0.1));
        machine.Toy.Work = (_, cancel) =>
            machine.Toy.Runs.Count == 1 ? Task.Delay(Timeout.Infinite, cancel) : Task.CompletedTask;
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => machine.Toy.Runs.Count == 1);

        Documents.Down = true;
        await Eventually.TrueAsync(() => Documents.Refused > 20);
        Documents.Down = false;

        var done = await machine.InStateAsync(JobId, JobState.Done);
        Assert.Equal(2, machine.Toy.Runs.Count);
        Assert.InRange(done.Attempts, 1, 2);
    }

    [Fact]
    public async Task A_process_that_stops_gives_its_job_back_with_its_folder_and_without_counting_the_try()
    {
        await using var machine = await StartAsync(Silent);
        machine.Toy.Work = async (context, cancel) =>
        {
            await File.WriteAllTextAsync(Path.Combine(context.WorkFolder, "checkpoint"), "step 7", cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        };
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(WorkFolder, "checkpoint")));

        await machine.StopAsync();

        var job = (await machine.Jobs.GetAsync(JobId))!;
        Assert.Equal((JobState.Pending, 0, null), (job.State, job.Attempts, job.LeaseOwner));
        Assert.True(job.DueAt <= Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.True(File.Exists(Path.Combine(WorkFolder, "checkpoint")));
    }

    [Fact]
    public async Task A_cancelled_job_stops_and_stays_so_until_it_is_driven_again()
    {
        await using var machine = await StartAsync(Lively);
        machine.Toy.Work = (_, cancel) =>
            machine.Toy.Runs.Count == 1 ? Task.Delay(Timeout.Infinite, cancel) : Task.CompletedTask;
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => machine.Toy.Runs.Count == 1);

        var cancelled = await machine.Jobs.CancelAsync(JobId);
        await machine.Jobs.SubmitAsync("toy", "toy", Toy.Request("round-2"));
        var next = JobIdentity.Of("toy", "toy", Toy.Request("round-2"));
        await machine.InStateAsync(next, JobState.Done);   // the stage is free again
        var still = await machine.Jobs.GetAsync(JobId);
        await machine.Jobs.RedriveAsync(JobId);

        Assert.Equal((JobState.Cancelled, JobState.Cancelled), (cancelled!.State, still!.State));
        await machine.InStateAsync(JobId, JobState.Done);
        Assert.Equal(JobState.Done, (await machine.Jobs.CancelAsync(JobId))!.State);
        Assert.Null(await machine.Jobs.CancelAsync("nobody"));
        await machine.Jobs.UpdateAsync(next, job => job with { State = JobState.Failed }, CancellationToken.None);
        Assert.Equal(JobState.Cancelled, (await machine.Jobs.CancelAsync(next))!.State);
    }
}
