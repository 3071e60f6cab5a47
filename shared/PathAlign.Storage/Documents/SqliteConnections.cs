using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>Open connections to one database file, each used by one call at a time.</summary>
internal sealed class SqliteConnections : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly string _connectionString;
    private volatile bool _disposed;

    internal SqliteConnections(string path)
    {
        SqliteLibrary.Require();
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
    }

    /// <summary>Lends a connection to the call; afterwards it is idle again, or closed when the call failed.</summary>
    internal T Use<T>(Func<SqliteSession, T> call)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idle.TryTake(out var session)) session = new SqliteSession(Open());
        try
        {
            var result = call(session);
            _idle.Add(session);
            if (_disposed) Dispose();
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

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
            using var command = connection.CreateCommand();
            // FULL: a commit that returned survives a power cut. The time-out makes two processes wait for each other.
            command.CommandText = "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
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
