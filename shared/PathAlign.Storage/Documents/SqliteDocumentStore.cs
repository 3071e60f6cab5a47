using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>
/// Documents in one SQLite file: a table per collection, with a column for each field of an <see cref="IndexSpec"/>.
/// Writes are durable when they return. Any number of threads and processes of one machine may share the file.
/// </summary>
public sealed class SqliteDocumentStore : IDocumentStore, IDisposable
{
    // The writer's pages stay valid from commit to commit. Ids are random, so each commit changes pages all over the
    // file.
    private const int WriterCacheMiB = 32;

    private readonly string _path;
    private readonly SqliteConnections _connections;
    private readonly SqliteWriter? _writer;
    // as the last write to each collection found it
    private readonly ConcurrentDictionary<string, SqliteTable> _tables = new();

    /// <param name="path">The database file; it and its folder are created if missing.</param>
    public SqliteDocumentStore(string path) : this(path, readOnly: false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _writer = new(new(_path, cacheMiB: WriterCacheMiB));
    }

    private SqliteDocumentStore(string path, bool readOnly)
    {
        _path = Path.GetFullPath(path);
        _connections = new(_path, readOnly);
    }

    /// <summary>
    /// Opens a file only to read it, also while other processes write. A missing file or collection counts as empty;
    /// writes throw <see cref="StoreRefusedException"/>.
    /// </summary>
    public static SqliteDocumentStore OpenToRead(string path) => new(path, readOnly: true);

    private SqliteWriter Writer =>
        _writer ?? throw new StoreRefusedException($"{_path}: expected no change, since it was opened to read");

    /// <inheritdoc/>
    public async Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection.Name);
        foreach (var index in collection.Indexes)
        {
            DocumentNames.CheckName(index.Name);
            foreach (var field in index.Fields) DocumentNames.CheckField(field);
        }
        if (_writer is not null)
            await _writer.RunAsync(session => session.Ensure(collection), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default)
    {
        var body = Body(DocumentNames.CheckName(collection), json);
        DocumentNames.CheckId(id);
        return await Writer.RunAsync(session => Table(session, collection).Insert(session, id, body), cancel)
            .ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default)
    {
        var sql =
            $"SELECT id, version, body FROM {SqliteTable.NameOf(DocumentNames.CheckName(collection))} WHERE id = $id";
        DocumentNames.CheckId(id);
        cancel.ThrowIfCancellationRequested();
        if (IsMissing(collection)) return Task.FromResult<Document?>(null);
        return Task.FromResult(_connections.Use(session =>
        {
            using var row = session.Command(sql, ("$id", id)).ExecuteReader();
            return row.Read() ? Read(row) : null;
        }));
    }

    /// <inheritdoc/>
    public async Task<Document?> ReplaceAsync(
        string collection, Document read, string json, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.CheckId(read.Id);
        var (before, after) = (Body(collection, read.Json), Body(collection, json));
        try
        {
            var changed = await Writer.RunAsync(
                session => Table(session, collection).Replace(session, read, before, after),
                cancel).ConfigureAwait(false);
            return changed == 1 ? new(read.Id, read.Version + 1, json) : null;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new InvalidOperationException(
                $"collection '{collection}', document '{read.Id}': expected unique fields with values that no other " +
                    $"document has, found one in use",
                error);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string collection, Document read, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.CheckId(read.Id);
        return await Writer.RunAsync(session => Table(session, collection).Delete(session, read), cancel)
            .ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.Check(query);
        var after = DocumentCursor.Read(query);
        cancel.ThrowIfCancellationRequested();
        if (IsMissing(collection)) return Task.FromResult(new DocumentPage([], null));
        return Task.FromResult(
            _connections.Use(session => Page(session, QueryOf(session, collection, query), query, after)));
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(
        string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        var query = new DocumentQuery(conditions);
        DocumentNames.Check(query);
        cancel.ThrowIfCancellationRequested();
        if (IsMissing(collection)) return Task.FromResult(0L);
        return Task.FromResult(
            _connections.Use(session => (long)QueryOf(session, collection, query).Count(session).ExecuteScalar()!));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(_connections.Use(SqliteTable.Names));
    }

    /// <summary>
    /// Writes the file anew and empties its log. Needs free space for two copies. Other writes wait meanwhile; those
    /// that wait too long fail as at any busy store.
    /// </summary>
    /// <exception cref="StoreUnavailableException">A reader did not end in time, or the disk is full.</exception>
    public Task ForgetAsync(CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(_connections.Use(session =>
        {
            // secure_delete is not enough: cells that move between pages leave copies in the pages' free space
            session.Execute("VACUUM");
            if ((long)session.Command("PRAGMA wal_checkpoint(TRUNCATE)").ExecuteScalar()! != 0)
                throw new StoreUnavailableException($"{_path}: expected the end of all reads of the log, found some");
            return 0;
        }));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _connections.Dispose();
    }

    // Who only reads cannot create it.
    private bool IsMissing(string collection) =>
        _writer is null
        && (!File.Exists(_path)
            || _connections.Use(session => session.Command(
                "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $name", ("$name", collection))
                .ExecuteScalar()) is null);

    private SqliteBody Body(string collection, string json) => new(json, _tables.GetValueOrDefault(collection));

    private SqliteTable Table(SqliteSession session, string collection) =>
        _tables[collection] = session.Table(collection);

    private static SqliteQuery QueryOf(SqliteSession session, string collection, DocumentQuery query)
    {
        var fields = query.Conditions.Select(condition => condition.Field);
        return new(
            session.Table(collection, query.OrderBy is null ? fields : fields.Append(query.OrderBy)),
            query.Conditions);
    }

    private static DocumentPage Page(SqliteSession session, SqliteQuery sql, DocumentQuery query, DocumentCursor? after)
    {
        var limit = query.PageSize + 1;   // one more document shows whether there is a next page
        var found = new List<(Document Document, object? Value)>();
        foreach (var command in sql.Ranges(session, query, after))
        {
            Collect(command, limit - found.Count, found);
            if (found.Count == limit) break;
        }
        if (found.Count < limit) return new([.. found.Select(f => f.Document)], null);
        found.RemoveAt(query.PageSize);
        var (last, value) = found[^1];
        return new(
            [.. found.Select(f => f.Document)],
            new DocumentCursor(DocumentCursor.OrderOf(query), value, last.Id).Write());
    }

    private static void Collect(SqliteCommand command, int limit, List<(Document, object?)> found)
    {
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        while (row.Read()) found.Add((Read(row), row.IsDBNull(3) ? null : row.GetValue(3)));
    }

    private static Document Read(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetString(2));
}
