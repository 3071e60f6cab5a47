using Microsoft.Extensions.Time.Testing;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>The watcher says what a round waits for, once for each change.</summary>
public sealed class RatingWatchTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Services _services = new();
    private readonly Lines _lines = new();

    [Fact]
    public async Task It_says_what_blocks_a_round_that_waits_for_ratings_and_says_it_once()
    {
        var watch = new RatingWatch(_services, _lines, _clock);
        _services.Waits = "8 disputes wait for a reviewer";
        var round = Waiting();

        await watch.LookAsync(round, CancellationToken.None);
        await watch.LookAsync(round, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await watch.LookAsync(round, CancellationToken.None);
        _services.Waits = "7 disputes wait for a reviewer";
        await watch.LookAsync(round, CancellationToken.None);   // too soon to look again
        Assert.Equal(["  feedback  8 disputes wait for a reviewer"], _lines.Said);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await watch.LookAsync(round, CancellationToken.None);

        Assert.Equal("  feedback  7 disputes wait for a reviewer", _lines.Said[^1]);
        Assert.Equal(2, _lines.Said.Count);
    }

    [Fact]
    public async Task It_asks_nothing_of_a_round_that_does_not_wait_for_ratings()
    {
        var watch = new RatingWatch(_services, _lines, _clock);
        _services.Waits = "8 disputes wait for a reviewer";

        await watch.LookAsync(null, CancellationToken.None);
        await watch.LookAsync(
            RoundState.Of([Job(JobQueues.DrawRound, JobState.Running)]), CancellationToken.None);

        Assert.Empty(_lines.Said);
    }

    private static RoundState Waiting() => RoundState.Of(
        [Job(JobQueues.QueueImages, JobState.Done), Job(JobQueues.DrawRound, JobState.Done)])!;

    private static JobDocument Job(JobQueue queue, JobState state) => new()
    {
        Id = queue.Name,
        Stage = queue.Stage,
        Kind = queue.Kind,
        RoundId = "r1",
        PlanKey = "plans/1",
        Input = StoredEvent.Of(
            new ImagesGenerated
            {
                RoundId = "r1",
                PlanKey = "plans/1",
                Purpose = ImagePurpose.Training,
                ImagesKey = "images",
                Count = 9,
            }),
        State = state,
        Outgoing = [],
    };

    private sealed class Lines : IRoundDisplay
    {
        internal List<string> Said { get; } = [];

        public void Say(string text) => Said.Add(text);

        public void RoundStarts(string roundId, int number) => throw new NotSupportedException();

        public void Show(IReadOnlyList<JobDocument> jobs) => throw new NotSupportedException();
    }

    private sealed class Services : IRoundServices
    {
        public Task<SweepReport> SweepAsync(bool dryRun, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ErasureRun> EraseAsync(string name, Action<string> waits, CancellationToken cancel) =>
            throw new NotSupportedException();

        internal string? Waits { get; set; }

        public IObjectStore Objects => throw new NotSupportedException();

        public Task<RoundProgress?> RatingsAsync(string roundId, CancellationToken cancel) =>
            Task.FromResult<RoundProgress?>(
                new RoundProgress(
                    roundId, [new SetProgress("s", "training", "open", 9, 9, 9, 2, null, 18, 8, Waits)]));

        public Task StartAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task StopAsync() => throw new NotSupportedException();

        public Task<string?> ChampionAsync(string generatorKey, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task RequestAsync(RoundRequested round, CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobDocument>> JobsAsync(
            string? roundId, JobState? state, CancellationToken cancel) => throw new NotSupportedException();

        public Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<JobDocument?> CancelJobAsync(string jobId, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<int?> RedriveQueueAsync(string queue, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<int> RedriveWebhooksAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<Finding>> DiagnoseAsync(CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<HttpClient> SimulatedRaterAsync(string name, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
