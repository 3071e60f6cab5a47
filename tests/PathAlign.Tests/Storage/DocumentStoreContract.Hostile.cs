using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>What no store takes.</summary>
public abstract partial class DocumentStoreContract
{
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
}
