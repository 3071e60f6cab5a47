using PathAlign.Storage.Documents;
using PathAlign.Tests.Feedback;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>What every typed collection does against whoever else writes.</summary>
public sealed class DocumentCollectionTests
{
    private readonly InMemoryDocumentStore _store = new();
    private readonly DocumentCollection<Tile> _tiles;

    public DocumentCollectionTests() =>
        _tiles = new(_store, new("tiles", new IndexSpec("by-slide", ["slide", "number"], Unique: true)));

    [Fact]
    public async Task A_record_is_added_once_and_comes_back_as_it_was()
    {
        Assert.True(await _tiles.AddAsync("a", new Tile("s1", 1, null), default));
        Assert.False(await _tiles.AddAsync("a", new Tile("s1", 2, null), default));
        Assert.False(await _tiles.AddAsync("b", new Tile("s1", 1, null), default));

        Assert.Equal(new Tile("s1", 1, null), await _tiles.GetAsync("a", default));
        Assert.Equal("""{"slide":"s1","number":1}""", (await _store.GetAsync("tiles", "a"))!.Json);
        Assert.True(await _tiles.ExistsAsync("a", default));
        Assert.False(await _tiles.ExistsAsync("b", default));
        Assert.Null(await _tiles.GetAsync("b", default));
    }

    [Fact]
    public async Task An_update_is_made_again_on_what_another_writer_stored()
    {
        await _tiles.AddAsync("a", new Tile("s1", 1, null), default);
        var read = await _tiles.ReadAsync("a", default);
        await _tiles.UpdateAsync("a", tile => tile with { Note = "other" }, default);
        var seen = new List<string?>();

        var stored = await _tiles.UpdateAsync(
            read!,
            tile =>
            {
                seen.Add(tile.Note);
                return tile with { Number = tile.Number + 1 };
            },
            default);

        Assert.Equal([null, "other"], seen);
        Assert.Equal(new Tile("s1", 2, "other"), stored);
        Assert.Equal(3, (await _tiles.ReadAsync("a", default))!.Version);
    }

    [Fact]
    public async Task An_update_that_declines_or_finds_nothing_stores_nothing()
    {
        await _tiles.AddAsync("a", new Tile("s1", 1, null), default);

        Assert.Null(await _tiles.UpdateAsync("a", _ => null, default));
        Assert.Null(await _tiles.UpdateAsync("b", tile => tile, default));

        Assert.Equal(1, (await _tiles.ReadAsync("a", default))!.Version);
        Assert.Equal(1, await _tiles.CountAsync([], default));
    }

    [Fact]
    public async Task A_record_just_added_is_updated_without_a_read()
    {
        var tile = new Tile("s1", 1, null);
        await _tiles.AddAsync("a", tile, default);
        var reads = 0;
        _store.BeforeGet = _ =>
        {
            reads++;
            return Task.CompletedTask;
        };

        await _tiles.UpdateAsync(_tiles.Added("a", tile), t => t with { Note = "seen" }, default);

        Assert.Equal(0, reads);
        Assert.Equal("seen", (await _tiles.GetAsync("a", default))!.Note);
    }

    [Fact]
    public async Task What_is_put_by_many_at_once_is_counted_once_each()
    {
        static Tile? Count(Tile? there) => new("s1", (there?.Number ?? 0) + 1, null);

        await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => Task.Run(() => _tiles.PutAsync("a", Count, default))));

        Assert.Equal(32, (await _tiles.GetAsync("a", default))!.Number);
        Assert.Null(await _tiles.PutAsync("b", _ => null, default));
        Assert.False(await _tiles.ExistsAsync("b", default));
    }

    [Fact]
    public async Task A_version_that_is_no_longer_the_newest_is_not_replaced()
    {
        await _tiles.AddAsync("a", new Tile("s1", 1, null), default);
        var read = (await _tiles.ReadAsync("a", default))!;

        var stored = await _tiles.ReplaceAsync(read, read.Value with { Note = "first" }, default);

        Assert.Equal(2, stored!.Version);
        Assert.Null(await _tiles.ReplaceAsync(read, read.Value with { Note = "late" }, default));
        Assert.Equal("first", (await _tiles.GetAsync("a", default))!.Note);
    }

    [Fact]
    public async Task All_pages_are_read_in_order_and_the_first_of_them_alone()
    {
        for (var i = 0; i < 1001; i++) await _tiles.AddAsync($"t{i}", new Tile("s1", 1001 - i, null), default);
        await _tiles.AddAsync("other", new Tile("s2", 1, null), default);
        Condition[] ofSlide = [Condition.Is("slide", "s1")];

        var numbers = new List<int>();
        await foreach (var (_, tile) in _tiles.AllAsync(ofSlide, "number", default)) numbers.Add(tile.Number);

        Assert.Equal(Enumerable.Range(1, 1001), numbers);
        Assert.Equal("t1000", (await _tiles.FirstAsync(ofSlide, default, orderBy: "number"))!.Id);
        Assert.Equal("t0", (await _tiles.FirstAsync(ofSlide, default, orderBy: "number", descending: true))!.Id);
        Assert.Null(await _tiles.FirstAsync([Condition.Is("slide", "s3")], default));
        Assert.True(await _tiles.AnyAsync(ofSlide, default));
        Assert.False(await _tiles.AnyAsync([Condition.Is("slide", "s3")], default));
    }

    [Fact]
    public async Task A_page_says_where_the_next_one_begins()
    {
        for (var i = 0; i < 3; i++) await _tiles.AddAsync($"t{i}", new Tile("s1", i, null), default);
        var query = new DocumentQuery([], "number", PageSize: 2);

        var first = await _tiles.PageAsync(query, default);
        var second = await _tiles.PageAsync(query with { After = first.Next }, default);

        Assert.Equal([0, 1], first.Values.Select(tile => tile.Number));
        Assert.Equal(["t2"], second.Documents.Select(document => document.Id));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task The_same_documents_are_read_as_a_smaller_record()
    {
        await _tiles.AddAsync("a", new Tile("s1", 7, "a note"), default);

        Assert.Equal(new Numbered(7), await _tiles.As<Numbered>().GetAsync("a", default));
    }

    private sealed record Tile(string Slide, int Number, string? Note);

    private sealed record Numbered(int Number);
}
