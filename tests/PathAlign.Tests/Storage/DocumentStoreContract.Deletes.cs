using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>What every document store promises about removals.</summary>
public abstract partial class DocumentStoreContract
{
    [Fact]
    public async Task A_removed_document_is_gone_and_its_id_and_unique_values_are_free_again()
    {
        var store = await ReadyAsync();
        var body = new JsonObject { ["rater"] = "eva", ["imageId"] = "i1", ["roundId"] = "r1" };
        await store.InsertAsync(Ratings, "a", body);
        await store.InsertAsync(Ratings, "b", Body(2));

        var removed = await store.DeleteAsync(Ratings, (await store.GetAsync(Ratings, "a"))!);

        Assert.True(removed);
        Assert.Null(await store.GetAsync(Ratings, "a"));
        Assert.Equal(1, await store.CountAsync(Ratings, [Condition.Is("roundId", "r1")]));
        Assert.Equal("b", Assert.Single((await store.QueryAsync(Ratings, new([]))).Documents).Id);
        Assert.True(await store.InsertAsync(Ratings, "a", body));
        Assert.Equal(1, (await store.GetAsync(Ratings, "a"))!.Version);
    }

    [Fact]
    public async Task A_document_that_changed_since_it_was_read_is_not_removed()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", Body(1));
        var read = (await store.GetAsync(Ratings, "a"))!;
        await store.ReplaceAsync(Ratings, read, Body(2));

        Assert.False(await store.DeleteAsync(Ratings, read));

        Assert.Equal(2, (int)(await store.GetAsync(Ratings, "a"))!.Body["createdAt"]!);
    }

    [Fact]
    public async Task A_removal_can_be_repeated_and_removes_nothing_more()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", Body(1));
        var read = (await store.GetAsync(Ratings, "a"))!;

        Assert.True(await store.DeleteAsync(Ratings, read));
        Assert.False(await store.DeleteAsync(Ratings, read));
        Assert.Null(await store.ReplaceAsync(Ratings, read, Body(2)));
        Assert.Equal(0, await store.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task Of_a_replace_and_twenty_removals_at_once_one_wins()
    {
        var store = await ReadyAsync();
        await store.InsertAsync(Ratings, "a", Body(1));
        var read = (await store.GetAsync(Ratings, "a"))!;

        var removals = Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.DeleteAsync(Ratings, read)));
        var replace = Task.Run(() => store.ReplaceAsync(Ratings, read, Body(2)));
        var won = (await Task.WhenAll(removals)).Count(removed => removed);

        Assert.Equal(1, won + (await replace is null ? 0 : 1));
        Assert.Equal(won == 0, await store.GetAsync(Ratings, "a") is not null);
    }

    [Fact]
    public async Task A_list_goes_on_after_the_document_at_its_cursor_was_removed()
    {
        var store = await ReadyAsync();
        foreach (var i in Enumerable.Range(0, 6)) await store.InsertAsync(Ratings, $"a{i}", Body(i));
        var first = await store.QueryAsync(Ratings, new([], "createdAt", PageSize: 3));
        foreach (var document in first.Documents) await store.DeleteAsync(Ratings, document);

        var rest = await store.QueryAsync(Ratings, new([], "createdAt", PageSize: 3, After: first.Next));

        Assert.Equal(["a3", "a4", "a5"], rest.Documents.Select(d => d.Id));
    }

    [Fact]
    public async Task The_collections_are_those_that_anybody_has_created()
    {
        var store = await ReadyAsync();
        await store.EnsureAsync(new("others", new IndexSpec("by-name", ["name"])));
        await store.InsertAsync(Ratings, "a", Body(1));

        Assert.Equal(["others", Ratings], await store.CollectionsAsync());
    }
}
