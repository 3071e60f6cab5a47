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
        using var session = new SqliteSession(connection);

        var plans = new DocumentCursor?[] { null, new("", 5L, "a"), new("", null, "a") }
            .SelectMany(after => new SqliteQuery(Ratings, query.Conditions).Ranges(session, query, after).Select(PlanOf)).ToList();

        Assert.All(plans, plan => Assert.Contains("SEARCH ratings USING INDEX ratings.round (<expr>=? AND ", plan));
        Assert.All(plans, plan => Assert.DoesNotContain("TEMP B-TREE", plan));
    }

    private static string PlanOf(SqliteCommand command)
    {
        using var explain = command.Connection!.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        foreach (SqliteParameter parameter in command.Parameters) explain.Parameters.AddWithValue(parameter.ParameterName, parameter.Value);
        explain.Parameters.AddWithValue("$limit", 10);
        using var row = explain.ExecuteReader();
        var plan = "";
        while (row.Read()) plan += row["detail"] + "\n";
        return plan;
    }

    [Fact]
    public async Task Of_writes_that_are_committed_together_one_that_fails_fails_alone()
    {
        var store = Open();
        await store.EnsureAsync(new(Ratings, new IndexSpec("key", ["key"], Unique: true)));
        for (var i = 0; i < 2; i++) await store.InsertAsync(Ratings, $"{i}", new() { ["key"] = i });
        var second = (await store.GetAsync(Ratings, "1"))!;

        var inserts = Enumerable.Range(10, 100).Select(i => store.InsertAsync(Ratings, $"{i}", new() { ["key"] = i })).ToList();
        var clash = store.ReplaceAsync(Ratings, second, new() { ["key"] = 0 });
        var repeat = store.InsertAsync(Ratings, "10", new() { ["key"] = 10 });

        Assert.Contains("unique", (await Assert.ThrowsAsync<InvalidOperationException>(() => clash)).Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(inserts), Assert.True);
        Assert.False(await repeat);
        Assert.Equal((102, 1), (await store.CountAsync(Ratings, []), (int)(await store.GetAsync(Ratings, "1"))!.Body["key"]!));
    }

    public void Dispose()
    {
        foreach (var store in _open) store.Dispose();
        _folder.Dispose();
    }
}
