using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>What every document store promises. A store joins by a subclass that opens it.</summary>
public abstract partial class DocumentStoreContract
{
    protected const string Ratings = "ratings";

    private static readonly CollectionSpec Spec = new(
        Ratings, new("round", ["roundId", "createdAt"]), new("once", ["rater", "imageId"], Unique: true));

    /// <summary>An empty store with a collection of ratings.</summary>
    protected abstract IDocumentStore Open();

    private async Task<IDocumentStore> ReadyAsync()
    {
        var store = Open();
        await Task.WhenAll(store.EnsureAsync(Spec), store.EnsureAsync(Spec));
        return store;
    }

    private static JsonObject Body(long createdAt, string round = "r1") =>
        new() { ["roundId"] = round, ["createdAt"] = createdAt };

    [Fact]
    public async Task Of_twenty_inserts_under_one_id_at_once_one_wins()
    {
        var store = await ReadyAsync();

        var won = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => Task.Run(() => store.InsertAsync(Ratings, "a", new JsonObject { ["writer"] = i }))));

        var winner = Assert.Single(won.Index(), w => w.Item).Index;
        var read = await store.GetAsync(Ratings, "a");
        Assert.Equal((1L, winner), (read!.Version, (int)read.Body["writer"]!));
    }

    [Fact]
    public async Task A_unique_index_lets_one_in_and_lets_documents_without_the_field_be()
    {
        var store = await ReadyAsync();

        var won = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(
                i =>
                    Task.Run(
                        () =>
                            store.InsertAsync(
                                Ratings, $"a{i}", new JsonObject { ["rater"] = "eva", ["imageId"] = "i1" }))));
        var lacking = await Task.WhenAll(
            Enumerable.Range(0, 3)
                .Select(i => store.InsertAsync(Ratings, $"b{i}", new JsonObject { ["rater"] = "eva" })));
        var other = await store.InsertAsync(Ratings, "c", new JsonObject { ["rater"] = "eva", ["imageId"] = "i2" });

        Assert.Single(won, w => w);
        Assert.All(lacking, Assert.True);
        Assert.True(other);
        Assert.Equal(5, await store.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task A_replace_into_a_taken_unique_value_is_refused_and_stores_nothing()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", new JsonObject { ["rater"] = "eva", ["imageId"] = "i1" });
        await store.InsertAsync(Ratings, "b", new JsonObject { ["rater"] = "eva", ["imageId"] = "i2" });
        var read = await store.GetAsync(Ratings, "b");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.ReplaceAsync(Ratings, read!, new JsonObject { ["rater"] = "eva", ["imageId"] = "i1" }));

        Assert.Equal(
            (1L, "i2"),
            (
                (await store.GetAsync(Ratings, "b"))!.Version,
                (string)(await store.GetAsync(Ratings, "b"))!.Body["imageId"]!));
    }

    [Fact]
    public async Task Twenty_increments_at_once_all_survive()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", new JsonObject { ["count"] = 0 });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            for (Document? stored = null; stored is null;)
            {
                var read = (await store.GetAsync(Ratings, "a"))!;
                stored = await store.ReplaceAsync(
                    Ratings, read, new JsonObject { ["count"] = (int)read.Body["count"]! + 1 });
            }
        })));

        var last = (await store.GetAsync(Ratings, "a"))!;
        Assert.Equal((20, 21L), ((int)last.Body["count"]!, last.Version));
    }

    [Fact]
    public async Task A_replace_returns_the_next_version_and_an_old_one_is_refused()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", new JsonObject { ["n"] = 1 });
        var first = (await store.GetAsync(Ratings, "a"))!;

        var second = await store.ReplaceAsync(Ratings, first, new JsonObject { ["n"] = 2 });
        var late = await store.ReplaceAsync(Ratings, first, new JsonObject { ["n"] = 3 });
        var missing = await store.ReplaceAsync(Ratings, first with { Id = "nobody" }, new JsonObject { ["n"] = 4 });

        Assert.Equal((2L, 2), (second!.Version, (int)second.Body["n"]!));
        Assert.Null(late);
        Assert.Null(missing);
        Assert.Equal(2, (int)(await store.GetAsync(Ratings, "a"))!.Body["n"]!);
        Assert.Null(await store.GetAsync(Ratings, "nobody"));
    }

    [Fact]
    public async Task A_replaced_document_is_found_by_what_it_says_now_and_by_nothing_it_said_before()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(
            Ratings,
            "a",
            new JsonObject { ["roundId"] = "r1", ["createdAt"] = 1, ["rater"] = "eva", ["imageId"] = "i1" });
        var first = (await store.GetAsync(Ratings, "a"))!;

        var second = (
            await store.ReplaceAsync(
                Ratings,
                first,
                new JsonObject
                {
                    ["roundId"] = "r1",
                    ["createdAt"] = 2.5,
                    ["rater"] = "eva",
                    ["note"] = "imageId"
                }))!;
        var third = await store.ReplaceAsync(
            Ratings,
            second,
            new JsonObject
            {
                ["roundId"] = "r2",
                ["createdAt"] = new JsonArray(1),
                ["rater"] = "eva",
                ["imageId"] = "i2",
            });

        Assert.NotNull(third);
        foreach (
            var gone in new Condition[]
            {
                Condition.Is("roundId", "r1"),
                Condition.Is("createdAt", 1L),
                Condition.Is("createdAt", 2.5),
                Condition.Is("imageId", "i1"),
                Condition.Is("note", "imageId"),
            })
            Assert.Equal(0, await store.CountAsync(Ratings, [gone]));
        Assert.Equal(
            1, await store.CountAsync(Ratings, [Condition.Is("roundId", "r2"), Condition.Is("imageId", "i2")]));
        Assert.True(await store.InsertAsync(Ratings, "b", new JsonObject { ["rater"] = "eva", ["imageId"] = "i1" }));
        Assert.False(await store.InsertAsync(Ratings, "c", new JsonObject { ["rater"] = "eva", ["imageId"] = "i2" }));
    }

    [Fact]
    public async Task Bodies_come_back_as_they_were_stored()
    {
        var store = await ReadyAsync();
        var body = JsonNode.Parse(
            """{"text":"Zelle \u0000 𝒳 \"quoted\" ' \\ \n","deep":""" +
            """{"list":[1,2.5,null,{"x":[[]]}],"$ne":1,"a.b":true},"big":""" +
            """9223372036854775807,"small":1e-300,"empty":{}}""")!.AsObject();

        await store.InsertAsync(Ratings, "ø/𝒳 '\"", body);

        var read = await store.GetAsync(Ratings, "ø/𝒳 '\"");
        Assert.Equal(body.ToJsonString(), read!.Body.ToJsonString());
        Assert.Equal("ø/𝒳 '\"", read.Id);
    }

    [Fact]
    public async Task What_looks_like_a_database_s_own_notation_is_text_like_any_other()
    {
        var store = await ReadyAsync();
        var body = JsonNode.Parse(
            """{"text":"$fields.x","date":{"$date":"2026-01-01T00:00:00Z"},"id":{"$oid":"no id"},"long":""" +
            """{"$numberLong":"x"},"list":[{"$type":2},{"":0}],"_id":""" +
            """7,"a.b":1,"$set":{"a":1},"third":0.33333333333333331483,"one":""" +
            """1.0,"huge":123456789012345678901234567890}""")!.AsObject();

        await store.InsertAsync(Ratings, "$a.b", body);
        await store.ReplaceAsync(Ratings, (await store.GetAsync(Ratings, "$a.b"))!, body);

        Assert.Equal(body.ToJsonString(), (await store.GetAsync(Ratings, "$a.b"))!.Body.ToJsonString());
        Assert.Equal(1, await store.CountAsync(Ratings, [Condition.Is("text", "$fields.x"), Condition.Is("one", 1.0)]));
        Assert.Equal(0, await store.CountAsync(Ratings, [Condition.Is("text", "{}")]));
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", Body(1));
        var read = (await store.GetAsync(Ratings, "a"))!;
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.InsertAsync(Ratings, "b", "{}", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.ReplaceAsync(Ratings, read, "{}", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync(Ratings, "a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.QueryAsync(Ratings, new([]), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.CountAsync(Ratings, [], cancelled));

        Assert.Equal(1, (await store.GetAsync(Ratings, "a"))!.Version);
        Assert.Equal(1, await store.CountAsync(Ratings, []));
    }
}
