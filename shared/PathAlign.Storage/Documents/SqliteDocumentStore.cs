using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>
/// Documents in one SQLite file: a table per collection, an index per <see cref="IndexSpec"/> over the body's fields. Writes
/// are durable when they return. Any number of threads and processes of one machine may share the file.
/// </summary>
public sealed class SqliteDocumentStore : IDocumentStore, IDisposable
{
    private readonly SqliteConnections _connections;
    private readonly SqliteWriter _writer;

    /// <param name="path">The database file; it and its folder are created when missing.</param>
    public SqliteDocumentStore(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        _connections = new(full);
        _writer = new(new(full));
    }

    /// <inheritdoc/>
    public async Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default)
    {
        var table = SqliteQuery.Table(DocumentNames.CheckName(collection.Name));
        var statements = new List<string> { $"CREATE TABLE IF NOT EXISTS {table} (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL)" };
        foreach (var index in collection.Indexes)
        {
            var fields = index.Fields.Select(f => SqliteQuery.FieldOf(DocumentNames.CheckField(f)));
            var columns = string.Join(", ", index.Unique ? fields : fields.Append("id"));
            statements.Add($"CREATE {(index.Unique ? "UNIQUE " : "")}INDEX IF NOT EXISTS \"{collection.Name}.{DocumentNames.CheckName(index.Name)}\" ON {table} ({columns})");
        }
        await _writer.RunAsync(session => session.Execute(string.Join("; ", statements)), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> InsertAsync(string collection, string id, JsonObject body, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var sql = $"INSERT INTO {SqliteQuery.Table(DocumentNames.CheckName(collection))} (id, version, body) VALUES ($id, 1, $body) ON CONFLICT DO NOTHING";
        var (key, text) = (DocumentNames.CheckId(id), body.ToJsonString());
        return await _writer.RunAsync(session => session.Execute(sql, ("$id", key), ("$body", text)), cancel).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default)
    {
        var sql = $"SELECT id, version, body FROM {SqliteQuery.Table(DocumentNames.CheckName(collection))} WHERE id = $id";
        DocumentNames.CheckId(id);
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(_connections.Use(session =>
        {
            using var row = session.Command(sql, ("$id", id)).ExecuteReader();
            return row.Read() ? Read(row) : null;
        }));
    }

    /// <inheritdoc/>
    public async Task<Document?> ReplaceAsync(string collection, Document read, JsonObject body, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var sql = $"UPDATE {SqliteQuery.Table(DocumentNames.CheckName(collection))} SET version = version + 1, body = $body WHERE id = $id AND version = $version";
        var (id, text) = (DocumentNames.CheckId(read.Id), body.ToJsonString());
        try
        {
            var changed = await _writer.RunAsync(session => session.Execute(sql, ("$id", id), ("$body", text), ("$version", read.Version)), cancel).ConfigureAwait(false);
            return changed == 1 ? new(id, read.Version + 1, text) : null;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new InvalidOperationException($"collection '{collection}', document '{id}': expected a body whose unique fields no other document has, found one taken", error);
        }
    }

    /// <inheritdoc/>
    public Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.Check(query);
        var after = DocumentCursor.Read(query);
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(_connections.Use(session => Page(session, new(collection, query.Conditions), query, after)));
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.Check(new DocumentQuery(conditions));
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(_connections.Use(session => (long)new SqliteQuery(collection, conditions).Count(session).ExecuteScalar()!));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _connections.Dispose();
    }

    private static DocumentPage Page(SqliteSession session, SqliteQuery sql, DocumentQuery query, DocumentCursor? after)
    {
        var limit = query.PageSize + 1;   // one more tells whether there is a next page
        var found = new List<(Document Document, object? Value)>();
        foreach (var command in sql.Ranges(session, query, after))
        {
            Collect(command, limit - found.Count, found);
            if (found.Count == limit) break;
        }
        if (found.Count < limit) return new([.. found.Select(f => f.Document)], null);
        found.RemoveAt(query.PageSize);
        var (last, value) = found[^1];
        return new([.. found.Select(f => f.Document)], new DocumentCursor(DocumentCursor.OrderOf(query), value, last.Id).Write());
    }

    private static void Collect(SqliteCommand command, int limit, List<(Document, object?)> found)
    {
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        while (row.Read()) found.Add((Read(row), row.IsDBNull(3) ? null : row.GetValue(3)));
    }

    private static Document Read(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetString(2));
}
