using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Manifests;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>
/// Each handler on the event that it had in an undisturbed round: whatever happens on the way, the same outcome and the
/// same objects.
/// </summary>
[Slow]
public sealed class HandlerTests(TinyRound round) : IAsyncDisposable
{
    private const string Killed = "killed", TrainingShard = "first draw-shard";
    private static readonly string[] _ofOrder = ["order-images", "score-shard", "choose-images"];
    private readonly TemporaryFolder _folder = new();
    private Home _home = null!;
    private WebApplication _app = null!;

    /// <summary>Jobs that take a while and report progress.</summary>
    public static TheoryData<string> LongKinds =>
        [TrainingShard, "draw-shard", "score-shard", "train-reward", "finetune-adapter", "decide-adapter"];

    /// <summary>All jobs that leave objects or events.</summary>
    public static TheoryData<string> Kinds =>
    [
        .. LongKinds, "draw-round", "draw-comparison", "assemble-shards", "order-images", "choose-images",
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _home.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Done_again_elsewhere_it_brings_the_same_outcome_and_no_further_object(string kind)
    {
        var (job, before) = (await OpenAsync(kind), Objects());

        var outcome = await RunAsync(job, "elsewhere", (_, _, _) => { }, CancellationToken.None);

        AssertOutcome(job, outcome);
        Assert.Equal(before, Objects());
    }

    [Theory]
    [MemberData(nameof(LongKinds))]
    public async Task Killed_in_the_middle_it_leaves_what_an_undisturbed_run_leaves(string kind)
    {
        var (job, before) = (await OpenAsync(kind), Objects());
        await ForgetAsync(job);
        Assert.NotEqual(before, Objects());

        var reports = 0;
        var killed = await Assert.ThrowsAsync<IOException>(
            () =>
                RunAsync(
                    job,
                    "work",
                    (_, _, _) => _ = ++reports < 2 ? 0 : throw new IOException(Killed),
                    CancellationToken.None));
        HalfWrite();
        var outcome = await RunAsync(job, "work", (_, _, _) => { }, CancellationToken.None);

        Assert.Equal(Killed, killed.Message);
        AssertOutcome(job, outcome);
        Assert.Equal(before, Objects());
    }

    [Theory]
    [MemberData(nameof(LongKinds))]
    public async Task Stopped_in_the_middle_it_goes_on_to_what_an_undisturbed_run_leaves(string kind)
    {
        var (job, before) = (await OpenAsync(kind), Objects());
        await ForgetAsync(job);
        using var stop = new CancellationTokenSource();

        var reports = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(job, "work", (_, _, _) => Stop(), stop.Token));
        var outcome = await RunAsync(job, "work", (_, _, _) => { }, CancellationToken.None);

        AssertOutcome(job, outcome);
        Assert.Equal(before, Objects());

        void Stop()
        {
            if (++reports == 2) stop.Cancel();
        }
    }

    private IReadOnlyList<string> Objects() => HomeState.ObjectsOf(_home.Objects);

    /// <summary>Opens a home in which such a job has run: the latest one of its kind.</summary>
    private async Task<JobDocument> OpenAsync(string kind)
    {
        var isOfOrder = _ofOrder.Contains(kind);
        _home = new Home(await (isOfOrder ? round.CopyOrderedHomeAsync(_folder) : round.CopyHomeAsync(_folder)));
        _app = EmbeddedHost.Build(_home);
        var jobs = (await _app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs;
        return kind == TrainingShard
            ? jobs.Last(job => job.Kind == "draw-shard")
            : jobs.First(job => job.Kind == kind);
    }

    private async Task<JobOutcome> RunAsync(
        JobDocument job, string work, Action<long, long, string?> report, CancellationToken cancel)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var registration = _app.Services.GetServices<JobRegistration>().Single(r => r.Queue.Kind == job.Kind);
        return await registration.RunAsync(
            scope.ServiceProvider,
            job.Input,
            new JobContext(job.Id, Directory.CreateDirectory(_folder.At(work)).FullName, report),
            cancel);
    }

    private static void AssertOutcome(JobDocument job, JobOutcome outcome) =>
        Assert.Equal(
            JsonSerializer.Serialize(job.Outgoing), JsonSerializer.Serialize(outcome.Events.Select(StoredEvent.Of)));

    /// <summary>Removes what the job brought forth, as if it had never run.</summary>
    private async Task ForgetAsync(JobDocument job)
    {
        var store = _app.Services.GetRequiredService<IObjectStore>();
        // the latest comes first
        var earlier = (
            await _app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs.SkipWhile(other => other.Id != job.Id)
                .Skip(1);
        var inputs = earlier.SelectMany(other => other.Outgoing)
            .Append(job.Input)
            .SelectMany(happened => Keys(happened.Body))
            .ToHashSet();
        foreach (
            var key in job.Outgoing.SelectMany(happened => Keys(happened.Body))
                .Distinct()
                .Where(key => !inputs.Contains(key))
                .ToList())
        {
            if (key.StartsWith("manifests/", StringComparison.Ordinal))
                foreach (var image in (await store.GetJsonAsync<ImageManifest>(key)).Images)
                    File.Delete(Path.Combine(_home.Objects, image.Key));
            File.Delete(Path.Combine(_home.Objects, key));
        }
    }

    private static IEnumerable<string> Keys(JsonObject body) =>
        body.Where(field => field.Key.EndsWith("Key", StringComparison.Ordinal)).Select(field => (string)field.Value!);

    /// <summary>A kill leaves some of a batch's tiles out, and one that the disk lost the end of.</summary>
    private void HalfWrite()
    {
        var tiles = Directory.EnumerateFiles(_folder.At("work"), "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var tile in tiles.Take(tiles.Count / 3)) File.Delete(tile);
        if (tiles.Count > 0) File.WriteAllBytes(tiles[^1], File.ReadAllBytes(tiles[^1])[..40]);
    }
}
