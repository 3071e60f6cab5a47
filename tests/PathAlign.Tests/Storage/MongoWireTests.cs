using System.Diagnostics;
using MongoDB.Bson;
using PathAlign.Storage;
using PathAlign.Storage.Mongo;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>
/// What the driver makes of failures on the wire. Always the stand-in: a MongoDB of one's own takes fail points only
/// when it was started for tests.
/// </summary>
[Server]
public sealed class MongoWireTests : IAsyncLifetime
{
    private const string Ratings = "ratings";
    private static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(1);
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync("mongo-stand-in.py");

    [Theory]
    [InlineData("errorCode: 10107")]
    [InlineData("errorCode: 91")]
    [InlineData("errorCode: 50")]
    [InlineData("errorCode: 112")]
    [InlineData("errorCode: 14031")]
    [InlineData("closeConnection: true")]
    [InlineData("writeConcernError: {code: 64, errmsg: 'waiting for replication timed out'}")]
    public async Task A_failure_that_passes_is_an_outage_and_the_next_try_succeeds(string fault)
    {
        using var commands = Connect();

        var impatient = new MongoDocumentStore(commands, Impatient);

        await FailAsync(commands, "insert", fault);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => impatient.InsertAsync(Ratings, "a", "{}"));
        await FailAsync(commands, "insert", fault);
        Assert.True(await new MongoDocumentStore(commands).InsertAsync(Ratings, "b", "{}"));
    }

    [Fact]
    public async Task A_failure_that_does_not_pass_is_a_refusal()
    {
        using var commands = Connect();
        var store = new MongoDocumentStore(commands);
        await FailAsync(commands, "insert", "errorCode: 13");

        var error = await Assert.ThrowsAsync<StoreRefusedException>(() => store.InsertAsync(Ratings, "a", "{}"));

        Assert.StartsWith("MongoDB, insert: error 13: ", error.Message);
    }

    [Theory]
    [InlineData("find")]
    [InlineData("insert")]
    [InlineData("update")]
    public async Task The_driver_repeats_nothing_by_itself(string command)
    {
        using var commands = Connect();
        await FailAsync(commands, command, "closeConnection: true");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => commands.RunAsync(new(command, Ratings)));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_an_outage_after_the_socket_timeout()
    {
        using var commands = Connect("socketTimeoutMS=200");
        var store = new MongoDocumentStore(commands, Impatient);
        await FailAsync(commands, "find", "blockTimeMS: 20000");
        var waited = Stopwatch.StartNew();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetAsync(Ratings, "a"));

        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_call_that_gets_no_connection_is_an_outage_after_the_wait_queue_timeout()
    {
        using var commands = Connect("maxPoolSize=1&waitQueueTimeoutMS=200");
        var store = new MongoDocumentStore(commands, Impatient);
        using var cancel = new CancellationTokenSource();
        await FailAsync(commands, "find", "blockTimeMS: 20000");
        var blocked = store.GetAsync(Ratings, "a", cancel.Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetAsync(Ratings, "b"));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_and_its_connection_serves_nobody_else()
    {
        using var commands = Connect("maxPoolSize=1");
        var store = new MongoDocumentStore(commands);
        await store.InsertAsync(Ratings, "b", "{}");
        using var cancel = new CancellationTokenSource();
        await FailAsync(commands, "find", "blockTimeMS: 2000");
        var blocked = store.GetAsync(Ratings, "a", cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked);
        Assert.Equal("b", (await store.GetAsync(Ratings, "b"))!.Id);
    }

    [Fact]
    public async Task A_server_that_does_not_accept_the_user_is_a_refusal_without_the_password()
    {
        using var commands = new MongoDriverCommands(new(_server.Address.Replace("//", "//app:h0rse@")), "test");
        var store = new MongoDocumentStore(commands);

        var error = await Assert.ThrowsAsync<StoreRefusedException>(() => store.PingAsync());

        Assert.DoesNotContain("h0rse", $"{error}");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outage_that_says_where_and_why_in_one_line()
    {
        var address = $"127.0.0.1:{TestServer.FreePorts(1)}";
        var patient = new MongoAddress($"mongodb://app:h0rse@{address}/?serverSelectionTimeoutMS=1000");
        using var commands = new MongoDriverCommands(patient, "test");
        var store = new MongoDocumentStore(commands);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PingAsync());

        Assert.StartsWith($"MongoDB at {address}: ", error.Message);
        Assert.EndsWith(": Connection refused", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("h0rse", $"{error}");
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private MongoDriverCommands Connect(string options = "") => new(new($"{_server.Address}/?{options}"), "test");

    private static Task FailAsync(MongoDriverCommands commands, string command, string fault) => commands.RunAsync(new()
    {
        ["configureFailPoint"] = "failCommand",
        ["mode"] = new BsonDocument("times", 1),
        ["data"] = BsonDocument.Parse($"{{{fault}}}").Add("failCommands", new BsonArray { command }),
    });
}
