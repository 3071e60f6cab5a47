using PathAlign.Contracts.Events;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Deployment;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Telemetry;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>
/// Rounds on five processes and a real broker, undisturbed and disturbed. Every test has a round of its own, told apart
/// by its seed.
/// </summary>
[Collection(nameof(LocalCluster))]
[Server]
public sealed class ClusterRoundTests(TinyRound round, LocalCluster cluster) : IDisposable
{
    private static readonly string[] _services =
    [
        "pathalign-evaluator",
        "pathalign-feedback",
        "pathalign-finetuner",
        "pathalign-generator",
        "pathalign-reward",
    ];
    private static readonly string[] _stages =
    [
        "POST /api/v1/ratings", "publish FeedbackQuorumReached", "reward-train-reward run",
            "finetuner-finetune-adapter run", "evaluator-draw-comparison run",
        "feedback-queue-images run", "evaluator-decide-adapter run", "generator-promote-adapter run",
    ];

    private const string NoGpuHere = "pathalign_gpu_memory_used_bytes";
    private readonly Files.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Five_processes_leave_what_one_process_leaves_and_repeats_and_late_events_change_nothing()
    {
        await cluster.UpAsync();

        var report = await cluster.RunAsync(round.Settings());
        await AssertAsInOneProcessAsync(report.RoundId, await round.HomeAsync());
        await AssertOneTraceAsync(report.RoundId, report.AdapterKey, report.PlanKey);
        await AssertMetricsAsync();

        // Every event of the round comes again, the latest first; one that every queue parks tells when the last of
        // them was read.
        await using (var services = cluster.Services(_folder.Path))
        await using (var bus = await BusClient.StartAsync(cluster.Broker, ServiceRole.EventRoutes))
        {
            var jobs = await services.JobsAsync(report.RoundId, null, default);
            await bus.PublishAsync(
                jobs.SelectMany(job => job.Outgoing.Prepend(job.Input))
                    .Select(e => e.Read())
                    .Where(e => e is not AdapterPromoted));
            await AssertParkedAsync(services, bus, "lost");
        }
        await AssertAsInOneProcessAsync(report.RoundId, await round.HomeAsync());
    }

    [Fact]
    public async Task A_worker_that_is_killed_loses_nothing_its_replica_goes_on()
    {
        await cluster.UpAsync();
        await cluster.UpAsync("generator-2", "finetuner-2");
        const ulong Seed = 31;
        var killed = new List<string>();

        var report = await cluster.RunAsync(round.Settings(Seed), async services =>
        {
            foreach (var kind in new[] { "draw-shard", "finetune-adapter" })
            {
                var owner = await Eventually.SeeAsync(
                    async () =>
                        (
                            await services.JobsAsync($"round-{Seed}-1", null, default)).FirstOrDefault(
                                job => job.Kind == kind) is
                        {
                            State: not JobState.Pending,
                        } job
                            ? job.LeaseOwner ?? ""
                            : null,
                    kind);
                if (owner.Length == 0) continue;   // it was done before it was seen
                LocalCluster.Kill(owner);
                killed.Add(kind);
            }
        });

        Assert.NotEmpty(killed);
        await AssertAsInOneProcessAsync(report.RoundId, await EmbeddedAsync(Seed));
        await cluster.UpAsync();   // whoever was killed is back for the next test
    }

    [Fact]
    public async Task A_broker_that_stops_in_the_middle_of_a_round_costs_time_and_nothing_else()
    {
        await cluster.UpAsync();
        const ulong Seed = 32;

        var report = await cluster.RunAsync(round.Settings(Seed), async services =>
        {
            await Eventually.SeeAsync(
                async () =>
                    (await services.JobsAsync($"round-{Seed}-1", null, default)).Any(job => job.Kind == "queue-images")
                        ? "yes"
                        : null,
                "images are queued for rating");
            await cluster.DownAsync("broker");
            await Eventually.SeeAsync(
                async () => (await cluster.StatusAsync()).Contains("feedback  not ready") ? "yes" : null,
                "the service says that its broker is away");
            await cluster.UpAsync("broker");
        });

        await AssertAsInOneProcessAsync(report.RoundId, await EmbeddedAsync(Seed));
        var status = await cluster.StatusAsync();
        Assert.All(
            ["broker", "feedback", "generator", "reward", "finetuner", "evaluator"],
            name => Assert.Contains($"{name}  ready", status));
    }

    private async Task<string> EmbeddedAsync(ulong seed)
    {
        await TinyRound.RunAsync(_folder.At("embedded"), round.Settings(seed));
        return _folder.At("embedded");
    }

    /// <summary>
    /// Every message is read, none is parked, and all of the round is as the embedded mode leaves it, to the byte.
    /// </summary>
    private async Task AssertAsInOneProcessAsync(string roundId, string embeddedHome)
    {
        await using var broker = await BrokerView.OpenAsync(cluster.Broker);
        foreach (var queue in ServiceRole.EventRoutes.Select(r => r.Queue).Distinct())
        {
            // An event that comes again may announce another: its queue is empty only after both were read.
            await Eventually.TrueAsync(async () => !(await broker.WaitingAsync(queue) > 0), $"{queue} is empty");
            foreach (var name in new[] { $"{queue}_dead", $"{queue}_error" })
                if (await broker.WaitingAsync(name) > 0)
                    Assert.Fail($"{name}: expected no message, found {await broker.TakeAsync(name)}");
        }
        HomeState.AssertRound(
            roundId, await HomeState.ReadAsync(embeddedHome), await HomeState.ReadAsync(cluster.Home));
    }

    /// <summary>
    /// From the request of the rating that completed the set to the promotion. Networks this small are never promoted,
    /// so the decision that the evaluator would announce is announced here, in the trace of its job.
    /// </summary>
    private async Task AssertOneTraceAsync(string roundId, string adapterKey, string planKey)
    {
        await using var services = cluster.Services(_folder.Path);
        var decided = (await services.JobsAsync(roundId, null, default)).Single(job => job.Kind == "decide-adapter");
        await using (var bus = await BusClient.StartAsync(cluster.Broker, ServiceRole.EventRoutes))
        using (Tracing.Listen())
        using (new System.Diagnostics.Activity("promotion").SetParentId(decided.TraceParent!).Start())
        {
            var report = decided.Outgoing.Select(e => e.Read()).OfType<AdapterEvaluated>().Single().ReportKey;
            await bus.PublishAsync(
                new AdapterPromoted
                {
                    RoundId = "traced",
                    PlanKey = planKey,
                    AdapterKey = adapterKey,
                    ReportKey = report,
                });
        }

        // Every process sends its spans when it likes: the last one to come is not the last one made.
        IReadOnlyList<OtlpSpan> Trace() => [.. cluster.Telemetry.Spans.Where(span => span.TraceId == decided.TraceId)];
        await Eventually.NothingMissingAsync<string>(() => [.. _stages.Except(Trace().Select(span => span.Name))]);
        var trace = Trace();
        Assert.Equal(_services, trace.Select(span => span.Service).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            "POST /api/v1/ratings",
            trace.Single(
                span => !trace.Any(parent => parent.SpanId == span.ParentId)
                    && span.Source == "Microsoft.AspNetCore").Name);
        Assert.Contains(cluster.Telemetry.Logs, log => log.Event == "JobDone" && log.TraceId == decided.TraceId);
        // what a container prints leads to the trace too
        var printed = Directory.EnumerateFiles(Path.Combine(cluster.Home, "log"), "*.log").SelectMany(File.ReadLines);
        Assert.Contains(printed, line => line.Contains($"TraceId:{decided.TraceId}", StringComparison.Ordinal));
    }

    /// <summary>
    /// Every metric that the dashboards and the scaling ask for is exported, under the name that Prometheus knows it
    /// by.
    /// </summary>
    private Task AssertMetricsAsync() =>
        Eventually.NothingMissingAsync<string>(
            () =>
                [
                    .. Dashboards.Metrics()
                        .Except(cluster.Telemetry.Metrics.Values.Select(m => m.PrometheusName))
                        .Except([NoGpuHere])
                ]);

    private static async Task AssertParkedAsync(IRoundServices services, BusClient bus, string roundId)
    {
        var missing = ObjectKey.Of("plans", "json", new byte[32]);
        await bus.PublishAsync(
            new RoundRequested { RoundId = roundId, PlanKey = missing },
            new ImagesGenerated
            {
                RoundId = roundId,
                PlanKey = missing,
                Purpose = ImagePurpose.Training,
                ImagesKey = missing,
                Count = 1,
            },
            new ImagesGenerated
            {
                RoundId = roundId,
                PlanKey = missing,
                Purpose = ImagePurpose.Training,
                ImagesKey = missing,
                Count = 1,
                ToOrder = true,
            },
            new ImagesOrdered
            {
                RoundId = roundId,
                PlanKey = missing,
                ImagesKey = missing,
                OrderKey = missing,
                Wanted = 1,
            },
            new FeedbackQuorumReached
            {
                RoundId = roundId,
                PlanKey = missing,
                Purpose = ImagePurpose.Training,
                ImagesKey = missing,
                RatingsKey = missing,
                Count = 1,
            },
            new FeedbackQuorumReached
            {
                RoundId = roundId,
                PlanKey = missing,
                Purpose = ImagePurpose.Evaluation,
                ImagesKey = missing,
                RatingsKey = missing,
                Count = 1,
            },
            new RewardModelTrained
            {
                RoundId = roundId,
                PlanKey = missing,
                ImagesKey = missing,
                RatingsKey = missing,
                RewardKey = missing,
                ReportKey = missing,
            },
            new AdapterReady
            {
                RoundId = roundId,
                PlanKey = missing,
                AdapterKey = missing,
                RewardKey = missing,
                ReportKey = missing,
            });
        var parked = await Eventually.SeeAsync(
            async () =>
                (await services.JobsAsync(roundId, JobState.Failed, default)) is { Count: 8 } jobs ? jobs : null,
            "eight parked jobs");
        Assert.All(
            parked,
            job =>
                Assert.Equal(
                    (1, $"object '{missing}': expected it in the store, found nothing"), (job.Attempts, job.Error)));
    }
}
