using System.Text.Json.Nodes;
using MongoDB.Bson;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>
/// The contract on MongoDB where PATHALIGN_TEST_MONGO names one. On the stand-in the cases of many writers at once pass
/// by construction: it takes one command at a time, so there only what each command says is tested.
/// </summary>
[Server]
public sealed class MongoDocumentStoreTests(StoreServers servers) : DocumentStoreContract, IAsyncLifetime
{
    private readonly string _database = $"test-{Guid.NewGuid():N}";
    private MongoDriverCommands _mongo = null!;

    public async ValueTask InitializeAsync() => _mongo = new(new(await servers.MongoAsync()), _database);

    protected override IDocumentStore Open() => new MongoDocumentStore(_mongo);

    [Fact]
    public async Task An_insert_whose_reply_was_lost_twice_counts_once_and_is_told_as_done()
    {
        var network = new LosingReplies(_mongo);
        var store = new MongoDocumentStore(network);
        network.LoseNext(2);

        var stored = await store.InsertAsync(Ratings, "a", new JsonObject { ["n"] = 1 });

        Assert.True(stored);
        Assert.Equal(["insert", "insert", "insert", "find", "find"], network.Sent);
        Assert.Equal((1L, 1L), ((await store.GetAsync(Ratings, "a"))!.Version, await store.CountAsync(Ratings, [])));
    }

    [Fact]
    public async Task An_insert_whose_reply_was_lost_knows_anothers_document_from_its_own()
    {
        var network = new LosingReplies(_mongo);
        var store = new MongoDocumentStore(network);
        await store.EnsureAsync(new(Ratings, new IndexSpec("once", ["rater"], Unique: true)));
        await Open().InsertAsync(Ratings, "a", new JsonObject { ["rater"] = "eva" });
        network.LoseNext();
        var sameId = await store.InsertAsync(Ratings, "a", new JsonObject { ["rater"] = "eva" });
        network.LoseNext();
        var sameValue = await store.InsertAsync(Ratings, "b", new JsonObject { ["rater"] = "eva" });

        Assert.False(sameId);
        Assert.False(sameValue);
        Assert.Equal(1, await store.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task A_replace_whose_reply_was_lost_counts_once_even_when_others_have_replaced_it_since()
    {
        var network = new LosingReplies(_mongo);
        var store = new MongoDocumentStore(network);
        await store.InsertAsync(Ratings, "a", new JsonObject { ["n"] = 1 });
        var read = (await store.GetAsync(Ratings, "a"))!;
        network.Meanwhile = async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var other = (await Open().GetAsync(Ratings, "a"))!;
                await Open().ReplaceAsync(Ratings, other, new JsonObject { ["n"] = (int)other.Body["n"]! + 10 });
            }
        };
        network.LoseNext();

        var stored = await store.ReplaceAsync(Ratings, read, new JsonObject { ["n"] = 2 });

        Assert.Equal(2, stored!.Version);
        Assert.Equal(
            (5L, 32),
            ((await store.GetAsync(Ratings, "a"))!.Version, (int)(await store.GetAsync(Ratings, "a"))!.Body["n"]!));
    }

    [Fact]
    public async Task A_replace_whose_reply_was_lost_and_that_came_too_late_is_still_refused()
    {
        var network = new LosingReplies(_mongo);
        var store = new MongoDocumentStore(network);
        await store.InsertAsync(Ratings, "a", new JsonObject { ["n"] = 1 });
        var read = (await store.GetAsync(Ratings, "a"))!;
        await Open().ReplaceAsync(Ratings, read, new JsonObject { ["n"] = 2 });
        network.LoseNext();

        Assert.Null(await store.ReplaceAsync(Ratings, read, new JsonObject { ["n"] = 3 }));

        Assert.Equal(2, (int)(await store.GetAsync(Ratings, "a"))!.Body["n"]!);
    }

    [Fact]
    public async Task Strings_with_a_zero_in_them_are_found_and_come_back()
    {
        var store = Open();
        await store.InsertAsync(Ratings, "a", new JsonObject { ["text"] = "a\0b" });

        Assert.Equal(1, await store.CountAsync(Ratings, [Condition.Is("text", "a\0b")]));
        Assert.Equal(0, await store.CountAsync(Ratings, [Condition.Is("text", "a")]));
        Assert.Equal("a\0b", (string?)(await store.GetAsync(Ratings, "a"))!.Body["text"]);
    }

    [Fact]
    public async Task Types_are_stored_as_they_were_given()
    {
        await Open().InsertAsync(
            Ratings,
            "a",
            new JsonObject
            {
                ["whole"] = 2L,
                ["number"] = 2.5,
                ["round"] = JsonNode.Parse("2.0"),
                ["least"] = long.MinValue,
                ["text"] = "2",
                ["flag"] = true,
                ["nothing"] = null,
                ["list"] = new JsonArray(1),
            });

        var reply = await _mongo.RunAsync(BsonDocument.Parse("""{"find": "ratings", "projection": {"fields": 1}}"""));

        BsonValue[] expected = [2L, 2.5, 2.0, long.MinValue, "2", true];
        var fields = reply["cursor"]["firstBatch"][0]["fields"].AsBsonDocument;
        Assert.Equal(["whole", "number", "round", "least", "text", "flag"], fields.Names);
        Assert.Equal(expected, fields.Values);
        Assert.Equal(expected.Select(value => value.BsonType), fields.Values.Select(value => value.BsonType));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var store = Open();

        await Assert.ThrowsAsync<ArgumentException>(
            () =>
                store.InsertAsync(
                    Ratings, "a", new JsonObject { ["text"] = new string('x', MongoDocumentStore.LargestBody) }));

        Assert.Equal(0, await store.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task A_body_as_large_as_is_allowed_comes_back()
    {
        var store = Open();
        var text = new string('x', MongoDocumentStore.LargestBody - 100);

        await store.InsertAsync(Ratings, "a", new JsonObject { ["text"] = text });

        Assert.Equal(text, (string?)(await store.GetAsync(Ratings, "a"))!.Body["text"]);
    }

    [Fact]
    public async Task Indexes_bear_their_names_and_end_with_the_id()
    {
        await Open().EnsureAsync(
            new(Ratings, new("round", ["roundId", "createdAt"]), new("once", ["rater", "imageId"], Unique: true)));

        var reply = (await _mongo.RunAsync(new("listIndexes", "ratings")))["cursor"]["firstBatch"].AsBsonArray;

        var indexes = reply.ToDictionary(i => i["name"].AsString, i => string.Join(' ', i["key"].AsBsonDocument.Names));
        Assert.Equal("fields.roundId fields.createdAt _id", indexes["round"]);
        Assert.Equal("fields.rater fields.imageId", indexes["once"]);
    }

    [Fact]
    public async Task Another_index_under_a_name_that_is_taken_is_refused_by_a_sentence()
    {
        await Open().EnsureAsync(new(Ratings, new IndexSpec("round", ["roundId"])));

        var error = await Assert.ThrowsAsync<StoreRefusedException>(
            () => Open().EnsureAsync(new(Ratings, new IndexSpec("round", ["createdAt"]))));

        Assert.StartsWith("MongoDB, createIndexes: error 86: ", error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_page_is_read_from_a_range_of_the_index_and_sorts_nothing(bool descending)
    {
        Assert.SkipUnless(StoreServers.HasMongoDb, "plans are MongoDB's own: name one by PATHALIGN_TEST_MONGO");
        await Open().EnsureAsync(new(Ratings, new IndexSpec("round", ["roundId", "createdAt"])));
        var query = new DocumentQuery([Condition.Is("roundId", "r1")], "createdAt", descending);

        foreach (var after in new DocumentCursor?[] { null, new("", 5L, "a"), new("", null, "a") })
            foreach (var range in MongoQuery.Ranges(query, after))
            {
                var find = MongoCommands.Find(Ratings, range, 10);
                find.Remove("readConcern");
                find.Remove("maxTimeMS");
                var plan = await _mongo.RunAsync(new() { ["explain"] = find, ["verbosity"] = "queryPlanner" });
                var winner = plan["queryPlanner"]["winningPlan"].ToJson();
                Assert.Contains("IXSCAN", winner);
                Assert.DoesNotContain("\"SORT\"", winner);
            }
    }

    public async ValueTask DisposeAsync()
    {
        await _mongo.RunAsync(new("dropDatabase", 1));
        _mongo.Dispose();
    }
}
