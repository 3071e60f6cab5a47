using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>Queries and their pages.</summary>
public abstract partial class DocumentStoreContract
{
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
