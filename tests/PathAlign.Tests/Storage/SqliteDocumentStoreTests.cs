using Microsoft.Data.Sqlite;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

public sealed class SqliteDocumentStoreTests : DocumentStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteDocumentStore> _open = [];

    protected override IDocumentStore Open()
    {
        var store = new SqliteDocumentStore(_folder.At("folder/that/is/new/documents.db"));
        _open.Add(store);
        return store;
    }

    [Fact]
    public async Task Two_stores_on_one_file_see_each_others_writes_and_lose_none()
    {
        // Two stores share no lock of ours, so they stand for two processes.
        var (one, two) = (Open(), Open());
        await Task.WhenAll(Task.Run(() => one.EnsureAsync(new(Ratings))), Task.Run(() => two.EnsureAsync(new(Ratings))));

        var won = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).InsertAsync(Ratings, $"{i / 2}", new() { ["i"] = i }))));

        Assert.Equal(40, won.Count(w => w));
        Assert.Equal(40, await one.CountAsync(Ratings, []));
        Assert.Equal(40, await two.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task Documents_are_there_after_the_file_is_opened_again()
    {
        var first = new SqliteDocumentStore(_folder.At("again.db"));
        await first.EnsureAsync(new(Ratings));
        await first.InsertAsync(Ratings, "a", new() { ["n"] = 1 });
        first.Dispose();

        using var second = new SqliteDocumentStore(_folder.At("again.db"));
        await second.EnsureAsync(new(Ratings));

        Assert.Equal(1, (int)(await second.GetAsync(Ratings, "a"))!.Body["n"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_page_is_read_from_a_range_of_the_index_and_sorts_nothing(bool descending)
    {
        var path = _folder.At("plan.db");
        using var store = new SqliteDocumentStore(path);
        await store.EnsureAsync(new(Ratings, new IndexSpec("round", ["roundId", "createdAt"])));
        var query = new DocumentQuery([Condition.Is("roundId", "r1")], "createdAt", descending);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();

        var plans = new DocumentCursor?[] { null, new("", 5L, "a"), new("", null, "a") }
            .SelectMany(after => new SqliteQuery(Ratings, query.Conditions).Ranges(connection, query, after)).Select(PlanOf).ToList();

        Assert.All(plans, plan => Assert.Contains("SEARCH ratings USING INDEX ratings.round (<expr>=? AND ", plan));
        Assert.All(plans, plan => Assert.DoesNotContain("TEMP B-TREE", plan));
    }

    private static string PlanOf(SqliteCommand command)
    {
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        command.Parameters.AddWithValue("$limit", 10);
        using var row = command.ExecuteReader();
        var plan = "";
        while (row.Read()) plan += row["detail"] + "\n";
        return plan;
    }

    public void Dispose()
    {
        foreach (var store in _open) store.Dispose();
        _folder.Dispose();
    }
}
