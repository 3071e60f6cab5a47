using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Files;
using PathAlign.Tests.Messaging;
using PathAlign.Tests.Storage;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>A real S3 server behind a proxy that misbehaves in the middle of the work.</summary>
[Server]
public sealed class ObjectStoreFaultTests(StoreServers servers) : IAsyncLifetime
{
    private const int Tiles = 8, TileBytes = 20_000;
    private static readonly string _jobId = JobIdentity.Of("toy", "toy", Toy.Request());
    private readonly TemporaryFolder _folder = new();
    private SqliteDocumentStore _documents = null!;
    private S3ObjectStore _direct = null!, _store = null!;
    private FaultyProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        _documents = new(_folder.At("documents.db"));
        var options = await servers.S3Async(_folder.At("cache"));
        _direct = new(options);
        await _direct.SetUpAsync();
        await _direct.PutAsync("plans", "json", new byte[1]);   // the server's first put takes seconds
        _proxy = new(new Uri(options.Endpoint));
        _store = new(options with { Endpoint = _proxy.Address, TimeoutSeconds = 3, MaxAttempts = 1 });
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _direct.Dispose();
        _proxy.Dispose();
        _documents.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(ServerFault.Error)]
    [InlineData(ServerFault.Silence)]
    [InlineData(ServerFault.Part)]
    public async Task A_job_outlasts_an_object_store_that_fails_for_longer_than_it_has_tries(ServerFault fault)
    {
        await using var machine = await StartAsync();
        var injected = false;
        machine.Toy.Work = async (_, cancel) =>
        {
            for (var i = 0; i < Tiles; i++)
            {
                if (i == Tiles / 2 && !injected) (injected, _proxy.Fault) = (true, fault);
                await _store.GetAsync(await _store.PutAsync("images", "png", Tile(i), cancel), cancel);
            }
        };
        await machine.Bus.Publish(Toy.Request());
        await Eventually.TrueAsync(() => machine.Toy.Runs.Count > new JobOptions().MaxAttempts + 2);

        var back = Stopwatch.StartNew();
        _proxy.Fault = ServerFault.None;

        var done = await machine.InStateAsync(_jobId, JobState.Done, job => job.Announced);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fault}: done {back.Elapsed.TotalSeconds:f1} s after the store was back");
        Assert.Equal(1, done.Attempts);
        await Eventually.TrueAsync(() => machine.Seen.All<ImagesGenerated>().Count > 0);
        Assert.Single(machine.Seen.All<ImagesGenerated>());
        Assert.Empty(machine.Seen.All<StageFailed>());
        for (var i = 0; i < Tiles; i++) Assert.Equal(Tile(i), await _direct.GetAsync(KeyOf(i)));
    }

    [Fact]
    public async Task A_slow_object_store_costs_a_job_time_and_no_try()
    {
        await using var machine = await StartAsync();
        machine.Toy.Work = async (_, cancel) =>
        {
            for (var i = 0; i < Tiles; i++)
                Assert.Equal(
                    Tile(i), await _store.GetAsync(await _store.PutAsync("images", "png", Tile(i), cancel), cancel));
        };
        _proxy.Fault = ServerFault.Slow;

        await machine.Bus.Publish(Toy.Request());

        Assert.Equal(1, (await machine.InStateAsync(_jobId, JobState.Done)).Attempts);
        Assert.Single(machine.Toy.Runs);
    }

    [Fact]
    public async Task Ratings_are_taken_while_the_object_store_fails_and_frozen_once_when_it_is_back()
    {
        const int Images = 3;
        var stores = new FeedbackStores { Instead = services => services.AddSingleton<IObjectStore>(_store) };
        await stores.QueueRoundAsync("r1", Images);
        foreach (var image in await stores.AllAsync("images"))
            await _direct.PutAsync("images", "png", await stores.Objects.GetAsync((string)image.Body["key"]!));
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("Outbox:IntervalSeconds", "1"));
        var key = await host.RegisterAsync("anna");

        _proxy.Fault = ServerFault.Error;
        var refused = await ExpectProblem.Async(
            503, "store-unavailable", host.GetAsync("/api/v1/images/r1-training-000/content", key));
        for (var i = 0; i < Images; i++)
            Assert.Equal(
                HttpStatusCode.Created, (await host.RateAsync($"r1-training-{i:000}", key, $"k{i}")).StatusCode);
        var early = host.Quorums.Count;
        _proxy.Fault = ServerFault.None;

        await Eventually.TrueAsync(() => !host.Quorums.IsEmpty);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(0, early);
        var frozen = await _direct.GetJsonAsync<RatingManifest>(
            Assert.Single(host.Quorums.Select(q => q.RatingsKey).Distinct()));
        Assert.Equal(Images, frozen.Ratings.Select(r => r.ImageId).Distinct().Count());
        Assert.Equal(Images, frozen.Ratings.Count);
    }

    private Task<Machine> StartAsync() => Machine.StartAsync(_documents, _folder.At("work"), TimeProvider.System);

    private static byte[] Tile(int number)
    {
        var content = new byte[TileBytes];
        new Random(number).NextBytes(content);
        return content;
    }

    private static string KeyOf(int number) =>
        ObjectKey.Of("images", "png", System.Security.Cryptography.SHA256.HashData(Tile(number)));
}
