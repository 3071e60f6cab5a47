using System.Text.Json.Nodes;
using MongoDB.Bson;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>What is asked of the server, and what its answers are taken for, without one.</summary>
public class MongoCommandTests
{
    private const string Done = """{"n": {"$numberInt": "1"}, "ok": {"$numberDouble": "1.0"}}""";
    private static readonly TimeSpan Impatient = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Writes_ask_for_a_majority_and_a_limit()
    {
        var server = new CannedReplies(Done);
        var store = new MongoDocumentStore(server);

        await store.EnsureAsync(new("ratings", new IndexSpec("once", ["rater"], Unique: true)));
        await store.InsertAsync("ratings", "a", new JsonObject { ["rater"] = "eva" });
        await store.ReplaceAsync("ratings", new("a", 1, "{}"), new JsonObject { ["rater"] = "eva" });

        var majority = Parsed("{w: 'majority', wtimeout: 10000}");
        Assert.All(server.Asked, command => Assert.Equal(majority, command["writeConcern"]));
        Assert.Equal(Parsed("""
            {key: {"fields.rater": 1}, name: "once", unique: true,
             partialFilterExpression: {"fields.rater": {$exists: true}}}
            """), Assert.Single(server.Asked[0]["indexes"].AsBsonArray));
        Assert.Equal(Parsed("""{"_id": "a", "version": {"$numberLong": "1"}}"""), server.Asked[2]["updates"][0]["q"]);
    }

    [Fact]
    public async Task A_page_is_asked_for_by_ranges_of_the_index_and_never_by_how_many_to_skip()
    {
        var server = new CannedReplies(
            """{"cursor": {"firstBatch": [], "id": {"$numberLong": "0"}}, "ok": {"$numberDouble": "1.0"}}""");
        var store = new MongoDocumentStore(server);
        var after = new DocumentCursor("createdAt-", 5L, "i7").Write();

        await store.QueryAsync(
            "ratings", new([Condition.Is("roundId", "r1")], "createdAt", Descending: true, PageSize: 50, After: after));

        Assert.All(server.Asked, command =>
        {
            Assert.Equal((51, 51, 10000), (command["limit"], command["batchSize"], command["maxTimeMS"]));
            Assert.Equal(new BsonDocument("level", "majority"), command["readConcern"]);
            Assert.False(command.Contains("skip"));
        });
        Assert.Equal(
        [
            Parsed("""
                [{$and: [{"fields.roundId": {$eq: "r1"}}, {"fields.createdAt": {$eq: NumberLong(5)}},
                         {_id: {$lt: "i7"}}]},
                 {_id: -1}]
                """),
            Parsed("""
                [{$and: [{"fields.roundId": {$eq: "r1"}}, {"fields.createdAt": {$lt: NumberLong(5)}}]},
                 {"fields.createdAt": -1, _id: -1}]
                """),
            Parsed("""[{$and: [{"fields.roundId": {$eq: "r1"}}, {"fields.createdAt": {$eq: null}}]}, {_id: -1}]"""),
        ], server.Asked.Select(command => new BsonArray { command["filter"], command["sort"] }));
    }

    [Fact]
    public async Task A_reply_that_could_not_hold_the_page_ends_it_and_the_next_one_goes_on_from_there()
    {
        var server = new CannedReplies(
            """{"cursor": {"firstBatch": [{"_id": "a", "version": {"$numberLong": "1"}, "body": "{\"n\":3}"}],""" +
                """ "id": {"$numberLong": "77"}}, "ok": {"$numberDouble": "1.0"}}""",
            Done);
        var store = new MongoDocumentStore(server);

        var page = await store.QueryAsync("ratings", new([], "n", PageSize: 50));

        Assert.Single(page.Documents);
        Assert.Equal(new DocumentCursor("n+", 3L, "a"), DocumentCursor.Read(new([], "n", After: page.Next)));
        Assert.Equal(Parsed("""{"killCursors": "ratings", "cursors": [{"$numberLong": "77"}]}"""), server.Asked[1]);
    }

    [Theory]
    [InlineData("""{"ok": 0.0, "code": 10107, "errmsg": "not primary"}""")]
    [InlineData("""{"ok": {"$numberDouble": "0.0"}, "code": {"$numberInt": "91"}, "errmsg": "shutting down"}""")]
    [InlineData("""{"ok": 0.0, "code": 50, "errmsg": "time limit"}""")]
    [InlineData("""{"ok": 0.0, "code": 14031, "errmsg": "disk full"}""")]
    [InlineData("""{"ok": 0.0, "code": 1, "errmsg": "?", "errorLabels": ["RetryableWriteError"]}""")]
    [InlineData(
        """{"ok": 1.0, "n": 1, "writeConcernError": {"code": 64,""" +
        """ "errmsg": "waiting for replication timed out"}}""")]
    [InlineData("""{"ok": 1.0, "n": 0, "writeErrors": [{"index": 0, "code": 112, "errmsg": "write conflict"}]}""")]
    public async Task What_passes_by_itself_is_tried_again(string reply)
    {
        var server = new CannedReplies(reply, Done);

        Assert.True(await new MongoDocumentStore(server).InsertAsync("ratings", "a", "{}"));
        var impatient = new MongoDocumentStore(new CannedReplies(reply), Impatient);
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => impatient.InsertAsync("ratings", "a", "{}"));

        Assert.Equal(2, server.Asked.Count);
        Assert.Equal(server.Asked[0], server.Asked[1]);
        Assert.False(PermanentFailures.Include(error));
    }

    [Theory]
    [InlineData("""{"ok": 0.0, "code": 13, "errmsg": "not authorized on test"}""")]
    [InlineData("""{"ok": 0.0, "code": 59, "errmsg": "no such command"}""")]
    [InlineData(
        """{"ok": 1.0, "n": 0, "writeErrors": [{"index": 0, "code": 121,""" +
        """ "errmsg": "document failed validation"}]}""")]
    public async Task What_does_not_pass_is_said_at_once(string reply)
    {
        var server = new CannedReplies(reply);

        var store = new MongoDocumentStore(server);
        var error = await Assert.ThrowsAsync<StoreRefusedException>(() => store.InsertAsync("ratings", "a", "{}"));

        Assert.Single(server.Asked);
        Assert.True(PermanentFailures.Include(error));
    }

    [Fact]
    public async Task A_write_that_only_the_primary_holds_is_not_told_as_done()
    {
        const string duplicate =
            """{"ok": 1.0, "n": 0, "writeErrors": [{"index": 0, "code": 11000,""" +
            """ "errmsg": "duplicate"}]}""";
        var store = new MongoDocumentStore(new OnlyOnThePrimary(duplicate), TimeSpan.FromSeconds(0.3));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InsertAsync("ratings", "a", "{}"));
    }

    /// <summary>
    /// Loses the first reply; from then on the document is there for who reads the primary, and not for who reads what
    /// a majority holds.
    /// </summary>
    private sealed class OnlyOnThePrimary(string duplicate) : IMongoCommands
    {
        private string? _token;

        public Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancel = default)
        {
            if (command.Contains("find"))
            {
                var isThere = command["readConcern"]["level"] == "local";
                var found = isThere ? $"{{writes: ['{_token}']}}" : "";
                return Task.FromResult(BsonDocument.Parse($"{{cursor: {{firstBatch: [{found}], id: 0}}, ok: 1.0}}"));
            }
            if (_token is not null) return Task.FromResult(BsonDocument.Parse(duplicate));
            _token = command["documents"][0]["writes"][0].AsString;
            throw new StoreUnavailableException("the connection broke");
        }
    }

    private static BsonValue Parsed(string json) => BsonDocument.Parse($"{{value: {json}}}")["value"];
}
