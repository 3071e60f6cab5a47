using System.Text.Json.Nodes;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>
/// A server that goes away and comes back; always the stand-in, since a test must not stop anyone's MongoDB.
/// </summary>
[Server]
public sealed class MongoOutageTests : IDisposable
{
    private const string Ratings = "ratings";
    private const string Quick = "?serverSelectionTimeoutMS=300&connectTimeoutMS=300&heartbeatFrequencyMS=500";
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = TestServer.FreePorts(1);

    private Task<TestServer> StartAsync() =>
        TestServer.StartAsync("mongo-stand-in.py", "--port", $"{_port}", "--journal", _folder.At("journal"));

    [Fact]
    public async Task A_call_waits_out_a_short_absence_and_nothing_is_lost_or_done_twice()
    {
        using var first = await StartAsync();
        using var commands = new MongoDriverCommands(new($"{first.Address}/{Quick}"), "test");
        var store = new MongoDocumentStore(commands);
        await store.InsertAsync(Ratings, "before", new JsonObject { ["n"] = 1 });
        first.Kill();

        var inserting = store.InsertAsync(Ratings, "during", new JsonObject { ["n"] = 2 });
        using var second = await StartAsync();

        Assert.True(await inserting);
        Assert.Equal(2, await store.CountAsync(Ratings, []));
        Assert.Equal(1, (int)(await store.GetAsync(Ratings, "before"))!.Body["n"]!);
    }

    [Fact]
    public async Task A_long_absence_ends_in_an_error_that_is_tried_again_and_the_same_store_heals()
    {
        using var commands = new MongoDriverCommands(new($"mongodb://127.0.0.1:{_port}/{Quick}"), "test");
        var store = new MongoDocumentStore(commands, patience: TimeSpan.FromSeconds(0.5));

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InsertAsync(Ratings, "a", "{}"));
        using var server = await StartAsync();

        Assert.False(PermanentFailures.Include(error));
        await Eventually.SeeAsync<string>(async () =>
        {
            try
            {
                await store.PingAsync(TestContext.Current.CancellationToken);
                return "healed";
            }
            catch (StoreUnavailableException)
            {
                return null;
            }
        });
        Assert.True(await store.InsertAsync(Ratings, "a", "{}"));
    }

    [Fact]
    public async Task More_calls_than_connections_wait_their_turn_and_a_cancelled_one_does_not_hold_up_the_rest()
    {
        using var server = await StartAsync();
        using var commands = new MongoDriverCommands(new($"{server.Address}/?maxPoolSize=2"), "test");
        var store = new MongoDocumentStore(commands);
        using var cancel = new CancellationTokenSource();

        var all = Enumerable.Range(0, 100)
            .Select(i => store.InsertAsync(Ratings, $"{i}", "{}", i % 2 == 0 ? cancel.Token : default))
            .ToList();
        await cancel.CancelAsync();
        var kept = await Task.WhenAll(all.Where((_, i) => i % 2 == 1));

        Assert.All(kept, Assert.True);
        Assert.InRange(await store.CountAsync(Ratings, []), 50, 100);
    }

    public void Dispose() => _folder.Dispose();
}
