using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using PathAlign.Files;
using SQLitePCL;

namespace PathAlign.Storage.Documents;

/// <summary>Open connections to one database file, each used by one call at a time.</summary>
/// <param name="path">The file.</param>
/// <param name="readOnly">Whether the connections refuse every change.</param>
/// <param name="cacheMiB">How much of the file each connection may keep in memory.</param>
internal sealed class SqliteConnections(string path, bool readOnly = false, int cacheMiB = 2) : IDisposable
{
    // The last one used first: its cached pages are the most likely to be valid still.
    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 30,
    }.ToString();
    private volatile bool _disposed;

    static SqliteConnections()
    {
        Batteries_V2.Init();
        // One call at a time uses a connection, so SQLite does not need to lock it. SQLite's count of memory in use
        // would take one lock for all connections.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <summary>Configures SQLite; has to come before any connection of the process.</summary>
    internal static void Prepare()
    {
        // the static constructor has run
    }

    /// <summary>Lends a connection to a call. Afterwards it is idle again, or closed if the call failed.</summary>
    internal T Use<T>(Func<SqliteSession, T> call)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryPop(out session)) session = new SqliteSession(Open());
            var result = call(session);
            _idle.Push(session);
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
    /// Converts temporary errors: a full disk, or a file that cannot be opened or is locked for too long. Null for any
    /// other error.
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
        while (_idle.TryPop(out var session)) session.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            // Without this, SQLite plans a statement again whenever the values of its parameters change.
            raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            using var command = connection.CreateCommand();
            // FULL: a commit that returned survives a power cut. The time-out makes two processes wait for each other.
            // The log may hold 16 MB before SQLite copies it into the file, so a page that many commits change is
            // copied once. Deleted and replaced content is overwritten: an erased remark must not stay readable in the
            // file.
            command.CommandText = $"PRAGMA busy_timeout = 15000; PRAGMA cache_size = -{cacheMiB << 10};" + (readOnly
                ? ""
                : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
                    + "PRAGMA secure_delete = ON;");
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
