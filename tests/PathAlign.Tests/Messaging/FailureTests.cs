using System.Text.Json;
using PathAlign.Contracts.Events;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage;
using PathAlign.Storage.Objects;
using Xunit;

namespace PathAlign.Tests.Messaging;

public sealed class FailureTests : JobTests
{
    [Fact]
    public async Task A_permanent_failure_is_parked_at_once_and_driven_again_by_one_call_however_often_it_is_made()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (_, _) => throw new PermanentFailureException("the plan names no data");
        await machine.Bus.Publish(Toy.Request());
        var parked = await machine.InStateAsync(JobId, JobState.Failed, j => j.Announced);
        await Eventually.TrueAsync(() => machine.Seen.All<StageFailed>().Count == 1);
        var failed = machine.Seen.All<StageFailed>()[0];
        Assert.Equal(
            ("the plan names no data", 1, parked.TraceId, "toy", JobId),
            (failed.Reason, failed.Attempts, failed.TraceId, failed.Stage, failed.JobId));
        Assert.Equal((failed.Reason, 32), (parked.Error, parked.TraceId!.Length));
        Assert.Equal(Toy.Request(), parked.Input.Read());
        machine.Toy.Work = (_, _) => Task.CompletedTask;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => machine.Jobs.RedriveAsync(JobId)));

        var done = await machine.InStateAsync(JobId, JobState.Done);
        var again = await machine.Jobs.RedriveAsync(JobId);
        Assert.Equal((2, 1, JobState.Done), (machine.Toy.Runs.Count, done.Attempts, again!.State));
        Assert.Null(done.Error);
        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count == 1);
        Assert.Null(await machine.Jobs.RedriveAsync("nobody"));
    }

    public static TheoryData<string> BrokenInputs => ["invalid", "missing", "corrupt", "impossible", "unreadable"];

    [Theory]
    [MemberData(nameof(BrokenInputs))]
    public async Task Broken_input_is_parked_at_the_first_try(string kind)
    {
        await using var machine = await StartAsync();
        Exception broken = kind switch
        {
            "invalid" => new InvalidInputException("plans/1", "$.seed", "the reason"),
            "missing" => new ObjectNotFoundException("the reason"),
            "corrupt" => new ObjectCorruptException("the reason", "00"),
            "impossible" => new ArgumentException("the reason"),
            _ => new JsonException("the reason"),
        };
        machine.Toy.Work = (_, _) => throw broken;

        await machine.Bus.Publish(Toy.Request());

        var parked = await machine.InStateAsync(JobId, JobState.Failed);
        Assert.Equal((1, 1), (machine.Toy.Runs.Count, parked.Attempts));
        Assert.Equal(broken.Message, parked.Error);
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (_, _) =>
            machine.Toy.Runs.Count < 3 ? throw new IOException("the disk is full") : Task.CompletedTask;

        await machine.Bus.Publish(Toy.Request());

        var done = await machine.InStateAsync(JobId, JobState.Done);
        Assert.Equal((3, 3), (machine.Toy.Runs.Count, done.Attempts));
        Assert.Empty(machine.Seen.All<StageFailed>());
    }

    [Fact]
    public async Task A_store_that_is_away_costs_a_job_none_of_its_tries()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (_, _) =>
            machine.Toy.Runs.Count < 10 ? throw new StoreUnavailableException("away") : Task.CompletedTask;

        await machine.Bus.Publish(Toy.Request());

        var done = await machine.InStateAsync(JobId, JobState.Done);
        Assert.Equal((10, 1, null), (machine.Toy.Runs.Count, done.Attempts, done.Error));
    }

    [Fact]
    public async Task A_failure_that_stays_is_parked_after_the_allowed_tries()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (_, _) => throw new TaskCanceledException("nobody cancelled it");

        await machine.Bus.Publish(Toy.Request());

        var parked = await machine.InStateAsync(JobId, JobState.Failed);
        await Eventually.TrueAsync(() => machine.Seen.All<StageFailed>().Count == 1);
        Assert.Equal((3, 3), (machine.Toy.Runs.Count, parked.Attempts));
        Assert.Contains("nobody cancelled it", parked.Error);
    }

    [Fact]
    public async Task The_next_try_waits_for_its_pause()
    {
        await using var machine = await StartAsync(options => options.RetrySeconds = 300);
        machine.Toy.Work = (_, _) => machine.Toy.Runs.Count < 2 ? throw new IOException("away") : Task.CompletedTask;
        await machine.Bus.Publish(Toy.Request());
        var waiting = await machine.InStateAsync(JobId, JobState.Pending, j => j.Error is not null);
        Assert.InRange(waiting.DueAt - waiting.UpdatedAt, 299_000, 301_000);

        Clock.Advance(TimeSpan.FromSeconds(301));

        await machine.InStateAsync(JobId, JobState.Done);
    }

    [Fact]
    public async Task A_job_that_kills_its_workers_is_parked_without_another_try()
    {
        await using (var submitter = await StartAsync())
        {
            await submitter.StopAsync();
            await submitter.Jobs.SubmitAsync("toy", "toy", Toy.Request());
            for (var i = 0; i < 3; i++)
            {
                Assert.NotNull(
                    await submitter.Jobs.ClaimAsync("toy-toy", $"worker {i}", TimeSpan.FromMinutes(1), default));
                Clock.Advance(TimeSpan.FromMinutes(2));
            }
        }

        await using var machine = await StartAsync();

        var parked = await Eventually.SeeAsync(async () =>
        {
            Clock.Advance(TimeSpan.FromMinutes(2));
            return await machine.Jobs.GetAsync(JobId) is { State: JobState.Failed, Announced: true } job ? job : null;
        });
        Assert.Contains("stopped without an error", parked.Error);
        Assert.Equal(3, parked.Attempts);
        Assert.Empty(machine.Toy.Runs);
    }

    [Fact]
    public async Task An_outcome_that_finds_the_database_away_is_stored_when_it_is_back()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = (_, _) => Task.FromResult(Documents.Down = true);
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => Documents.Down);
        var before = Documents.Refused;
        await Eventually.TrueAsync(() => Documents.Refused > before);

        Documents.Down = false;

        await machine.InStateAsync(JobId, JobState.Done, j => j.Announced);
        Assert.Single(machine.Toy.Runs);
    }

    [Fact]
    public async Task An_event_that_finds_the_database_away_becomes_a_job_when_it_is_back()
    {
        await using var machine = await StartAsync();
        Documents.Down = true;
        await machine.Bus.Publish(Toy.Request());
        var before = Documents.Refused;
        await Eventually.TrueAsync(() => Documents.Refused > before);

        Documents.Down = false;

        await machine.InStateAsync(JobId, JobState.Done);
    }

    [Fact]
    public async Task An_input_that_this_version_cannot_read_is_parked()
    {
        await using var machine = await StartAsync();
        var unreadable = machine.Jobs.New("toy", "toy", Toy.Request()) with
        {
            Input = new("RoundRequested", new() { ["roundId"] = "round-1" }),
        };

        await machine.Jobs.AddAsync(unreadable, default);

        var parked = await machine.InStateAsync(JobId, JobState.Failed);
        Assert.Contains("planKey", parked.Error);
        Assert.Empty(machine.Toy.Runs);
    }
}
