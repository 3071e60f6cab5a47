using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using PathAlign.Files;
using SQLitePCL;

namespace PathAlign.Storage.Documents;

/// <summary>Open connections to one database file, each used by one call at a time.</summary>
internal sealed class SqliteConnections(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Pooling = false,
        DefaultTimeout = 30,
    }.ToString();
    private volatile bool _disposed;

    static SqliteConnections()
    {
        Batteries_V2.Init();
        // A connection is used by one call at a time, so SQLite need not lock it; and its count of memory in use is
        // a lock for all.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <summary>Lends a connection to the call; afterwards it is idle again, or closed when the call failed.</summary>
    internal T Use<T>(Func<SqliteSession, T> call)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session)) session = new SqliteSession(Open());
            var result = call(session);
            _idle.Add(session);
            if (_disposed) Dispose();
            return result;
        }
        catch (Exception error)
        {
            session?.Dispose();
            if (Outage(error) is { } outage) throw outage;
            if (error is SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT })
                throw new InvalidInputException(
                    new SqliteConnectionStringBuilder(_connectionString).DataSource,
                    "database",
                    $"expected an intact SQLite database ({error.Message}); restore it from a backup");
            throw;
        }
    }

    /// <summary>
    /// A full disk, a file that does not open or is locked for too long, as what passes by itself; null for any other
    /// error.
    /// </summary>
    internal static StoreUnavailableException? Outage(Exception error) =>
        error is SqliteException
        {
            SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_BUSY,
        }
            ? new StoreUnavailableException(
                $"SQLite: expected free disk space and a file that can be opened, found: {error.Message}", error)
            : null;

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session)) session.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // A plan that depends on values is made anew whenever they change, LIMIT's among them: at each query.
            raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            using var command = connection.CreateCommand();
            // FULL: a commit that returned survives a power cut. The time-out makes two processes wait for each other.
            // The log may
            // hold 16 MB before it is copied into the file: a page that many commits change is then copied once for all
            // of them.
            // What is deleted or replaced is overwritten: a remark that is erased must not stay readable in the file.
            command.CommandText = "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                + "PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
