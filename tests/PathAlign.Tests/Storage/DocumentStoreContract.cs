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
    public async Task Values_of_every_type_are_compared()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(
            Ratings, "a", new JsonObject { ["text"] = "ape", ["whole"] = 1L, ["share"] = 0.1, ["flag"] = true });
        await store.InsertAsync(
            Ratings,
            "b",
            new JsonObject
            {
                ["text"] = "böar",
                ["whole"] = 9007199254740993L,
                ["share"] = 0.30000000000000004,
                ["flag"] = false,
            });
        await store.InsertAsync(Ratings, "c", new JsonObject { ["other"] = 1 });
        await store.InsertAsync(Ratings, "d", new JsonObject { ["text"] = null });

        async Task<string> Found(params Condition[] conditions) =>
            string.Concat((await store.QueryAsync(Ratings, new(conditions))).Documents.Select(d => d.Id));

        Assert.Equal("a", await Found(Condition.Is("text", "ape")));
        Assert.Equal("b", await Found(Condition.Is("text", "böar")));
        Assert.Equal("", await Found(Condition.Is("text", "APE")));
        Assert.Equal("a", await Found(Condition.Below("text", "b")));
        Assert.Equal("b", await Found(new Condition("text", Comparison.Above, "b")));
        Assert.Equal("b", await Found(Condition.Is("whole", 9007199254740993L)));
        Assert.Equal("", await Found(Condition.Is("whole", 9007199254740992L)));
        Assert.Equal("a", await Found(Condition.Below("whole", 2L)));
        Assert.Equal("a", await Found(Condition.Is("share", 0.1)));
        Assert.Equal("b", await Found(new Condition("share", Comparison.Above, 0.3)));
        Assert.Equal("a", await Found(Condition.Is("flag", true)));
        Assert.Equal("b", await Found(Condition.Is("flag", false)));
        Assert.Equal("", await Found(Condition.Is("flag", true), Condition.Is("whole", 9007199254740993L)));
        Assert.Equal("", await Found(Condition.Is("text", "' OR 1=1 --")));
        Assert.Equal("abcd", await Found());
        Assert.Equal(1, await store.CountAsync(Ratings, [Condition.Is("flag", true)]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_hold_every_document_once_and_in_order_with_ties_and_missing_fields(bool descending)
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 47; i++)
        {
            var body = i % 9 == 4 ? new JsonObject { ["roundId"] = "r1" } : Body(i % 5);
            await store.InsertAsync(Ratings, $"a{i:00}", body);
        }
        await store.InsertAsync(Ratings, "other", Body(1, "r2"));

        var found = await AllAsync(store, new([Condition.Is("roundId", "r1")], "createdAt", descending, PageSize: 7));

        static (long, string) Key(Document d) => (d.Body["createdAt"] is { } at ? (long)at : -1, d.Id);
        var ordered = descending ? found.OrderByDescending(Key) : found.OrderBy(Key);
        Assert.Equal(ordered.Select(d => d.Id), found.Select(d => d.Id));
        Assert.Equal(47, found.Select(d => d.Id).Distinct().Count());
    }

    [Fact]
    public async Task Pages_by_id_and_by_text_hold_every_document_once()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 25; i++)
            await store.InsertAsync(Ratings, $"{i * 7 % 25:00}", new JsonObject { ["name"] = $"é{i % 3}" });

        var byId = await AllAsync(store, new([], PageSize: 4));
        var byName = await AllAsync(store, new([], "name", PageSize: 4));

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i:00}"), byId.Select(d => d.Id));
        Assert.Equal(
            byId.OrderBy(d => (string)d.Body["name"]!, StringComparer.Ordinal).Select(d => d.Id),
            byName.Select(d => d.Id));
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_document_has_no_next()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 4; i++) await store.InsertAsync(Ratings, $"{i}", Body(i));

        var first = await store.QueryAsync(Ratings, new([], "createdAt", PageSize: 2));
        var second = await store.QueryAsync(Ratings, new([], "createdAt", PageSize: 2, After: first.Next));

        Assert.NotNull(first.Next);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task What_was_there_is_found_once_while_others_insert()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 60; i++) await store.InsertAsync(Ratings, $"old{i:00}", Body(i));

        var inserting = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await store.InsertAsync(Ratings, $"new{i:000}", Body(i * 37 % 60));
        });
        var found = await AllAsync(store, new([Condition.Is("roundId", "r1")], "createdAt", PageSize: 5));
        await inserting;

        Assert.Equal(60, found.Count(d => d.Id.StartsWith("old", StringComparison.Ordinal)));
        Assert.Equal(found.Count, found.Select(d => d.Id).Distinct().Count());
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
    public async Task Pages_by_truth_values_and_shares_hold_every_document_once()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 12; i++)
            await store.InsertAsync(
                Ratings, $"{i:00}", new JsonObject { ["flag"] = i % 2 == 0, ["share"] = i % 3 / 3.0 });

        var byFlag = await AllAsync(store, new([], "flag", Descending: true, PageSize: 5));
        var byShare = await AllAsync(store, new([Condition.Is("flag", true)], "share", PageSize: 2));

        Assert.Equal(
            ["10", "08", "06", "04", "02", "00", "11", "09", "07", "05", "03", "01"], byFlag.Select(d => d.Id));
        Assert.Equal(["00", "06", "04", "10", "02", "08"], byShare.Select(d => d.Id));
    }

    [Fact]
    public async Task Pages_by_numbers_beyond_a_double_s_digits_hold_every_document_once()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 6; i++) await store.InsertAsync(Ratings, $"{i}", Body(9007199254740993L + i % 2 - i / 4));

        var found = await AllAsync(store, new([], "createdAt", PageSize: 1));

        Assert.Equal(["4", "0", "2", "5", "1", "3"], found.Select(d => d.Id));
    }

    [Fact]
    public async Task Several_conditions_on_one_field_all_hold()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 5; i++) await store.InsertAsync(Ratings, $"{i}", Body(i));

        var between = await store.QueryAsync(
            Ratings,
            new([new("createdAt", Comparison.Above, 0L), Condition.Below("createdAt", 3L)], "createdAt", PageSize: 1));
        var rest = await store.QueryAsync(
            Ratings,
            new(
                [new("createdAt", Comparison.Above, 0L), Condition.Below("createdAt", 3L)],
                "createdAt",
                PageSize: 1,
                After: between.Next));

        Assert.Equal(("1", "2"), (Assert.Single(between.Documents).Id, Assert.Single(rest.Documents).Id));
        Assert.Null(rest.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ratings")]
    [InlineData("ratings\"; DROP TABLE ratings; --")]
    [InlineData("../ratings")]
    [InlineData("sqlite_master")]
    [InlineData("ratings\n")]
    public async Task Hostile_collection_names_are_refused(string name)
    {
        var store = await ReadyAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.EnsureAsync(new(name)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.EnsureAsync(new("good", new IndexSpec(name, ["a"]))));
        await Assert.ThrowsAsync<ArgumentException>(() => store.InsertAsync(name, "a", "{}"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(name, "a"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ReplaceAsync(name, new("a", 1, "{}"), "{}"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.QueryAsync(name, new([])));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CountAsync(name, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("$where")]
    [InlineData("a') OR 1=1 --")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public async Task Hostile_field_names_are_refused(string field)
    {
        var store = await ReadyAsync();

        await Assert.ThrowsAsync<ArgumentException>(
            () => store.EnsureAsync(new("good", new IndexSpec("index", [field]))));
        await Assert.ThrowsAsync<ArgumentException>(() => store.QueryAsync(Ratings, new([Condition.Is(field, 1L)])));
        await Assert.ThrowsAsync<ArgumentException>(() => store.QueryAsync(Ratings, new([], field)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CountAsync(Ratings, [Condition.Is(field, 1L)]));
    }

    [Fact]
    public async Task Hostile_values_cursors_ids_and_page_sizes_are_refused()
    {
        var store = await ReadyAsync();
        for (var i = 0; i < 3; i++) await store.InsertAsync(Ratings, $"{i}", Body(i));
        var cursor = (await store.QueryAsync(Ratings, new([], "createdAt", PageSize: 1))).Next;

        foreach (
            var value in new object[] { new JsonObject { ["$ne"] = 1 }, double.NaN, DateTime.UnixEpoch, 1m, null! })
            await Assert.ThrowsAsync<ArgumentException>(
                () => store.QueryAsync(Ratings, new([Condition.Is("a", value)])));
        foreach (
            var after in new[]
            {
                "",
                "!",
                "bm8",
                "W10",
                "WzEsMiwzXQ",
                "W1siYSJdLFtdLCJhIl0",
                new string('x', 100_000),
                cursor![..^3],
            })
            await Assert.ThrowsAsync<InvalidCursorException>(
                () => store.QueryAsync(Ratings, new([], "createdAt", After: after)));
        await Assert.ThrowsAsync<InvalidCursorException>(
            () => store.QueryAsync(Ratings, new([], "roundId", After: cursor)));
        await Assert.ThrowsAsync<InvalidCursorException>(
            () => store.QueryAsync(Ratings, new([], "createdAt", Descending: true, After: cursor)));
        foreach (var id in new[] { "", "a\0b", "a\nb", new string('x', 257) })
            await Assert.ThrowsAsync<ArgumentException>(() => store.InsertAsync(Ratings, id, "{}"));
        foreach (var size in new[] { 0, -1, 1001 })
            await Assert.ThrowsAsync<ArgumentException>(() => store.QueryAsync(Ratings, new([], PageSize: size)));
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

    private static async Task<List<Document>> AllAsync(IDocumentStore store, DocumentQuery query)
    {
        var found = new List<Document>();
        for (DocumentQuery? next = query; next is not null;)
        {
            var page = await store.QueryAsync(Ratings, next);
            Assert.True(page.Documents.Count <= query.PageSize);
            found.AddRange(page.Documents);
            next = page.Next is null ? null : query with { After = page.Next };
        }
        return found;
    }
}
