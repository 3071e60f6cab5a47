using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Files;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>What the loop of rounds does about a parked job.</summary>
public sealed class ParkedRoundTests
{
    private static readonly RoundPlan _plan = new()
    {
        RoundId = "rated-1-1",
        Data = "phantom",
        GeneratorKey = ObjectKey.Of("generators", "safetensors", new byte[32]),
        FilterKey = ObjectKey.Of("classifiers", "safetensors", new byte[32]),
        JudgeKey = ObjectKey.Of("classifiers", "safetensors", new byte[32]),
    };

    [Fact]
    public async Task People_keep_their_app_while_a_job_is_parked_and_the_round_goes_on_after_its_redrive()
    {
        var services = new Stages(parkedLooks: 3);
        var said = await RunAsync(services, new People(1, [("anna", RaterRole.Rater)]));

        Assert.True(services.Stopped);
        Assert.Single(said, line => line.Contains("`pathalign redrive abc` tries it again"));
        Assert.Contains(said, line => line.Contains("the disk was full"));
    }

    [Fact]
    public async Task A_simulated_round_ends_with_the_reason()
    {
        var services = new Stages(parkedLooks: int.MaxValue);

        var error = await Assert.ThrowsAsync<RoundFailedException>(() => RunAsync(services, people: null));

        Assert.Contains("the disk was full", error.Message);
        Assert.Contains("`pathalign redrive abc` tries it again", error.Message);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Stages services, People? people)
    {
        using var folder = new TemporaryFolder();
        using var home = new Home(folder.At("home"));
        using var lines = new StringWriter();
        await services.PrepareAsync(_plan);
        await new RoundLoop(
            home,
            services,
            new RoundSettings { People = people, Configure = plan => plan },
            new RoundLines(lines, TimeProvider.System)).RunAsync(
                _plan, _ => Task.CompletedTask, CancellationToken.None);
        return lines.ToString().Split('\n');
    }

    /// <summary>Services whose only job is parked for some looks, and then rejects the reward model.</summary>
    private sealed class Stages(int parkedLooks) : IRoundServices
    {
        public Task<SweepReport> SweepAsync(bool dryRun, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ErasureRun> EraseAsync(string name, Action<string> waits, CancellationToken cancel) =>
            throw new NotSupportedException();

        private string _planKey = "";
        private int _looks;

        internal bool Stopped { get; private set; }

        public IObjectStore Objects { get; } = new InMemoryObjectStore();

        public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task StopAsync()
        {
            Stopped = true;
            return Task.CompletedTask;
        }

        internal async Task PrepareAsync(RoundPlan plan) => _planKey = await Objects.PutJsonAsync("plans", plan);

        public Task<string?> ChampionAsync(string generatorKey, CancellationToken cancel) =>
            Task.FromResult<string?>(null);

        public Task RequestAsync(RoundRequested round, CancellationToken cancel) => Task.CompletedTask;

        public Task<IReadOnlyList<JobDocument>> JobsAsync(
            string? roundId, JobState? state, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<JobDocument>>([++_looks <= parkedLooks ? Parked() : Done()]);

        public Task<RoundProgress?> RatingsAsync(string roundId, CancellationToken cancel) =>
            Task.FromResult<RoundProgress?>(null);

        public Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel) =>
            Task.FromResult<JobDocument?>(null);

        public Task<JobDocument?> CancelJobAsync(string jobId, CancellationToken cancel) =>
            Task.FromResult<JobDocument?>(null);

        public Task<int?> RedriveQueueAsync(string queue, CancellationToken cancel) => Task.FromResult<int?>(null);

        public Task<int> RedriveWebhooksAsync(CancellationToken cancel) => Task.FromResult(0);

        public Task<IReadOnlyList<Finding>> DiagnoseAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<Finding>>([]);

        public async Task<HttpClient> SimulatedRaterAsync(string name, CancellationToken cancel)
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return new HttpClient();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private JobDocument Parked() => new()
        {
            Id = "abc",
            Stage = StageNames.Reward,
            Kind = JobQueues.TrainReward.Kind,
            RoundId = _plan.RoundId,
            PlanKey = _planKey,
            Input = StoredEvent.Of(new RoundRequested { RoundId = _plan.RoundId, PlanKey = _planKey }),
            State = JobState.Failed,
            Error = "the disk was full",
        };

        private JobDocument Done() => Parked() with
        {
            State = JobState.Done,
            Error = null,
            Outgoing =
            [
                StoredEvent.Of(
                    new RewardModelRejected
                    {
                        RoundId = _plan.RoundId,
                        PlanKey = _planKey,
                        RatingsKey = _planKey,
                        RewardKey = _planKey,
                        ReportKey = _planKey,
                        Reasons = ["no better than chance"],
                    }),
            ],
        };
    }
}
