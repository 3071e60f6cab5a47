using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Files;
using SQLitePCL;
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
        await Task.WhenAll(
            Task.Run(() => one.EnsureAsync(new(Ratings))), Task.Run(() => two.EnsureAsync(new(Ratings))));

        var won = await Task.WhenAll(
            Enumerable.Range(0, 80).Select(
                i =>
                    Task.Run(
                        () =>
                            (i % 2 == 0 ? one : two).InsertAsync(Ratings, $"{i / 2}", new JsonObject { ["i"] = i }))));

        Assert.Equal(40, won.Count(w => w));
        Assert.Equal(40, await one.CountAsync(Ratings, []));
        Assert.Equal(40, await two.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task A_store_that_is_opened_to_read_sees_what_others_write_and_changes_nothing()
    {
        var path = _folder.At("read.db");
        using var reader = SqliteDocumentStore.OpenToRead(path);
        var query = new DocumentQuery([Condition.Is("rater", "anna")]);

        Assert.Null(await reader.GetAsync(Ratings, "a"));
        Assert.Equal(0, await reader.CountAsync(Ratings, []));
        Assert.False(File.Exists(path));

        using var writer = new SqliteDocumentStore(path);
        await writer.EnsureAsync(new(Ratings));
        await writer.InsertAsync(Ratings, "a", new JsonObject { ["rater"] = "anna" });
        await reader.EnsureAsync(new(Ratings, new IndexSpec("by-rater", ["rater"])));

        var read = await reader.GetAsync(Ratings, "a");
        Assert.Equal("a", (await reader.QueryAsync(Ratings, query)).Documents.Single().Id);
        await Assert.ThrowsAsync<StoreRefusedException>(() => reader.InsertAsync(Ratings, "b", new JsonObject()));
        await Assert.ThrowsAsync<StoreRefusedException>(() => reader.ReplaceAsync(Ratings, read!, "{}"));
        Assert.Equal(1, await writer.CountAsync(Ratings, []));
    }

    [Fact]
    public async Task A_file_that_is_opened_again_has_its_documents_and_its_indexes_are_left_as_they_are()
    {
        var path = _folder.At("again.db");
        var spec = new CollectionSpec(
            Ratings, new("once", ["rater"], Unique: true), new("round", ["roundId", "createdAt"]));
        var first = new SqliteDocumentStore(path);
        await first.EnsureAsync(spec);
        await first.InsertAsync(Ratings, "a", new JsonObject { ["n"] = 1 });
        first.Dispose();
        var schema = Execute(path, "SELECT CAST(schema_version AS TEXT) FROM pragma_schema_version");

        using var second = new SqliteDocumentStore(path);
        await second.EnsureAsync(spec);

        Assert.Equal(1, (int)(await second.GetAsync(Ratings, "a"))!.Body["n"]!);
        Assert.Equal(schema, Execute(path, "SELECT CAST(schema_version AS TEXT) FROM pragma_schema_version"));
        Assert.NotEqual("", schema);
    }

    [Fact]
    public async Task A_file_whose_indexes_are_over_bodies_gets_columns_and_keeps_its_documents()
    {
        var path = _folder.At("before.db");
        Execute(
            path,
            """
            CREATE TABLE "ratings" (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL);
            CREATE UNIQUE INDEX "ratings.once"
              ON "ratings" (json_extract(body, '$.rater'), json_extract(body, '$.imageId'));
            CREATE INDEX "ratings.round" ON "ratings" (json_extract(body, '$.roundId'), id);
            INSERT INTO ratings VALUES
              ('a', 3, '{"rater":"eva","imageId":"i1","roundId":"r1","flag":true,"list":[1]}'),
              ('b', 1, '{"rater":"eva","roundId":"r1"}');
            """);
        using var store = new SqliteDocumentStore(path);
        // before anybody has asked for the columns
        Assert.True(
            await store.InsertAsync(
                Ratings, "c", new JsonObject { ["rater"] = "bob", ["imageId"] = "i1", ["roundId"] = "r1" }));

        await store.EnsureAsync(
            new(
                Ratings,
                new("once", ["rater", "imageId"], Unique: true),
                new("round", ["roundId"]),
                new("flag", ["flag", "list"])));
        var changed = await store.ReplaceAsync(
            Ratings,
            (await store.GetAsync(Ratings, "a"))!,
            new JsonObject { ["rater"] = "eva", ["imageId"] = "i2", ["roundId"] = "r1" });

        Assert.Equal(4, changed!.Version);
        Assert.Equal(
            ["a", "b", "c"],
            (await store.QueryAsync(Ratings, new([Condition.Is("roundId", "r1")]))).Documents.Select(d => d.Id));
        Assert.Equal(0, await store.CountAsync(Ratings, [Condition.Is("flag", true)]));
        Assert.False(await store.InsertAsync(Ratings, "d", new JsonObject { ["rater"] = "bob", ["imageId"] = "i1" }));
        Assert.True(await store.InsertAsync(Ratings, "d", new JsonObject { ["rater"] = "eva", ["imageId"] = "i1" }));
        Assert.DoesNotContain(
            "json_extract", Execute(path, "SELECT group_concat(sql) FROM sqlite_schema"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_after_another_process_has_added_an_index_is_found_by_it()
    {
        var (one, two) = (Open(), Open());
        await one.EnsureAsync(new(Ratings));
        await one.InsertAsync(Ratings, "a", new JsonObject { ["roundId"] = "r1" });
        Assert.Equal(1, await one.CountAsync(Ratings, [Condition.Is("roundId", "r1")]));

        await two.EnsureAsync(new(Ratings, new IndexSpec("round", ["roundId"])));
        await one.InsertAsync(Ratings, "b", new JsonObject { ["roundId"] = "r1" });

        Assert.Equal(2, await one.CountAsync(Ratings, [Condition.Is("roundId", "r1")]));
        Assert.Equal(2, await two.CountAsync(Ratings, [Condition.Is("roundId", "r1")]));
    }

    [Fact]
    public async Task What_a_replace_takes_out_of_a_body_is_no_longer_in_the_file()
    {
        const string Secret = "a remark that was erased";
        var path = _folder.At("erased.db");
        using (var store = new SqliteDocumentStore(path))
        {
            await store.EnsureAsync(new(Ratings));
            for (var i = 0; i < 100; i++)
                await store.InsertAsync(Ratings, $"{i}", new JsonObject { ["remark"] = Secret });
            for (var i = 0; i < 100; i++)
            {
                var read = (await store.GetAsync(Ratings, $"{i}"))!;
                await store.ReplaceAsync(Ratings, read, new JsonObject { ["remark"] = "" });
            }
        }

        var left = string.Concat(Directory.GetFiles(_folder.At("."), "erased.db*").Select(File.ReadAllText));

        Assert.DoesNotContain(Secret, left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_replaced_or_deleted_is_in_no_file_of_an_open_store_that_forgot_it()
    {
        const string Secret = "a remark that was erased";
        var (random, path) = (new Random(1), _folder.At("forgotten.db"));
        using var store = new SqliteDocumentStore(path);
        using var other = SqliteDocumentStore.OpenToRead(path);
        await store.EnsureAsync(new(Ratings, new IndexSpec("by-rater", ["rater"])));
        string Body(string rater) =>
            new JsonObject { ["rater"] = rater, ["text"] = new string('x', random.Next(50, 900)) }.ToJsonString();
        // random ids and lengths move rows between pages
        var ids = Enumerable.Range(0, 4000).Select(_ => $"{random.NextInt64():x16}").ToList();
        await Task.WhenAll(ids.Index().Select(
            i => store.InsertAsync(Ratings, i.Item, Body(i.Index % 3 == 0 ? Secret : "anna"))));
        await Task.WhenAll(ids.Where((_, i) => i % 3 == 0).SelectMany(
            id => new[]
            {
                store.InsertAsync(Ratings, $"{random.NextInt64():x16}", Body("erased")),
                store.DeleteAsync(Ratings, store.GetAsync(Ratings, id).Result!),
            }));
        Assert.Equal(4000, await other.CountAsync(Ratings, []));

        await store.ForgetAsync();

        var left = string.Concat(Directory.GetFiles(_folder.At("."), "forgotten.db*").Select(File.ReadAllText));
        Assert.DoesNotContain(Secret, left, StringComparison.Ordinal);
        Assert.Equal(4000, await other.CountAsync(Ratings, []));
        Assert.True(await store.InsertAsync(Ratings, "more", Body("anna")));
    }

    [Fact]
    public void A_query_with_other_values_is_not_prepared_again()
    {
        const int Reprepared = 5;   // SQLITE_STMTSTATUS_REPREPARE
        var query = new DocumentQuery([Condition.Is("roundId", "r1")]);
        using var connections = new SqliteConnections(_folder.At("prepared.db"));

        var again = connections.Use(session =>
        {
            session.Ensure(new(Ratings, new IndexSpec("round", ["roundId"])));
            var sql = new SqliteQuery(session.Table(Ratings), query.Conditions);
            var command = sql.Ranges(session, query, null).Single();
            raw.sqlite3_prepare_v2(command.Connection!.Handle, command.CommandText, out var statement);
            for (var limit = 1; limit <= 3; limit++)
            {
                raw.sqlite3_bind_int(statement, raw.sqlite3_bind_parameter_index(statement, "$limit"), limit);
                raw.sqlite3_step(statement);
                raw.sqlite3_reset(statement);
            }
            var count = raw.sqlite3_stmt_status(statement, Reprepared, 0);
            raw.sqlite3_finalize(statement);
            return count;
        });

        Assert.Equal(0, again);
    }

    [Fact]
    public async Task A_file_that_does_not_open_is_an_outage()
    {
        Directory.CreateDirectory(_folder.At("folder.db"));
        using var store = new SqliteDocumentStore(_folder.At("folder.db"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.GetAsync(Ratings, "a"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.EnsureAsync(new(Ratings)));
    }

    private static string Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string ?? "";
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
            .SelectMany(
                after => new SqliteQuery(session.Table(Ratings), query.Conditions)
                    .Ranges(session, query, after)
                    .Select(PlanOf)).ToList();

        Assert.All(plans, plan => Assert.Contains("SEARCH ratings USING INDEX ratings.round (f.roundId=? AND ", plan));
        Assert.All(plans, plan => Assert.DoesNotContain("TEMP B-TREE", plan));
    }

    private static string PlanOf(SqliteCommand command)
    {
        using var explain = command.Connection!.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        foreach (SqliteParameter parameter in command.Parameters)
            explain.Parameters.AddWithValue(parameter.ParameterName, parameter.Value);
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
        for (var i = 0; i < 2; i++) await store.InsertAsync(Ratings, $"{i}", new JsonObject { ["key"] = i });
        var second = (await store.GetAsync(Ratings, "1"))!;

        var inserts = Enumerable.Range(10, 100)
            .Select(i => store.InsertAsync(Ratings, $"{i}", new JsonObject { ["key"] = i }))
            .ToList();
        var clash = store.ReplaceAsync(Ratings, second, new JsonObject { ["key"] = 0 });
        var repeat = store.InsertAsync(Ratings, "10", new JsonObject { ["key"] = 10 });

        Assert.Contains(
            "unique",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => clash)).Message,
            StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(inserts), Assert.True);
        Assert.False(await repeat);
        Assert.Equal(
            (102, 1), (await store.CountAsync(Ratings, []), (int)(await store.GetAsync(Ratings, "1"))!.Body["key"]!));
    }

    public void Dispose()
    {
        foreach (var store in _open) store.Dispose();
        _folder.Dispose();
    }
}
