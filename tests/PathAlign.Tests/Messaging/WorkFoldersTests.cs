using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Messaging;

public sealed class WorkFoldersTests : IDisposable
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly JobStore _jobs;

    public WorkFoldersTests() => _jobs = new(new InMemoryDocumentStore(), new JobWake(), _clock);

    [Fact]
    public async Task Folders_go_that_no_try_will_continue_and_the_others_stay()
    {
        foreach (var state in Enum.GetValues<JobState>()) await JobAsync($"old-{state}", state);
        _clock.Advance(TimeSpan.FromDays(31));
        foreach (var state in Enum.GetValues<JobState>()) await JobAsync($"new-{state}", state);
        await JobAsync("old-and-not-announced", JobState.Done, announced: false);
        Directory.CreateDirectory(_folder.At("models"));   // not a job's

        var removed = await SweepAsync();

        Assert.Equal(4, removed);
        Assert.Equal(
            [
                "models", "new-Cancelled", "new-Failed", "new-Pending", "new-Running", "old-Pending", "old-Running",
                "old-and-not-announced",
            ],
            await NamesAsync());
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_folder_without_a_job_goes_after_a_day()
    {
        var name = new string('a', 32);
        Directory.CreateDirectory(_folder.At(name));
        Assert.Equal(0, await SweepAsync());

        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, await SweepAsync());
        Assert.False(Directory.Exists(_folder.At(name)));
    }

    [Fact]
    public async Task With_0_days_the_folders_of_parked_jobs_stay_for_ever()
    {
        await JobAsync("old", JobState.Failed);
        _clock.Advance(TimeSpan.FromDays(30_000));

        Assert.Equal(0, await SweepAsync(days: 0));
    }

    public void Dispose() => _folder.Dispose();

    private Task<int> SweepAsync(int days = 30) => new WorkFolders(
        _jobs,
        Options.Create(new JobOptions { WorkRoot = _folder.Path, WorkFolderDays = days }),
        _clock,
        NullLogger<WorkFolders>.Instance).SweepAsync(_cancel);

    private async Task JobAsync(string round, JobState state, bool announced = true)
    {
        var job = _jobs.New("reward", "train", new RoundRequested { RoundId = round, PlanKey = "p" }) with
        {
            State = state,
            Announced = announced,
        };
        await _jobs.AddAsync(job, _cancel);
        Directory.CreateDirectory(Path.Combine(_folder.At(job.Id), "checkpoint"));
    }

    private async Task<IEnumerable<string>> NamesAsync()
    {
        var names = new List<string>();
        foreach (var folder in Directory.GetDirectories(_folder.Path).Select(Path.GetFileName))
            names.Add((await _jobs.GetAsync(folder!, _cancel))?.RoundId ?? folder!);
        return names.Order(StringComparer.Ordinal);
    }
}
