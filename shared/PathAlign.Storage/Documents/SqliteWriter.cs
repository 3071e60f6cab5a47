using System.Collections.Concurrent;

namespace PathAlign.Storage.Documents;

/// <summary>
/// Commits waiting writes together, with one flush of the disk; each returns when it is durable. SQLite allows one
/// writer at a time. Waiting here is fair and cheap, while SQLite would poll.
/// </summary>
/// <param name="connections">Used by this writer only: a connection drops its cached pages as soon as another one
/// writes.</param>
internal sealed class SqliteWriter(SqliteConnections connections) : IDisposable
{
    private const int MostTogether = 256;
    private readonly ConcurrentQueue<Write> _waiting = new();
    private int _atWork;

    /// <summary>Runs a write and returns its result when it is durable.</summary>
    /// <param name="statement">One statement, which either changes something or throws.</param>
    /// <param name="cancel">Cancels it while it waits.</param>
    internal Task<int> RunAsync(Func<SqliteSession, int> statement, CancellationToken cancel)
    {
        var write = new Write(statement, cancel);
        _waiting.Enqueue(write);
        if (Interlocked.CompareExchange(ref _atWork, 1, 0) == 0) Queue();
        return write.Done.Task;
    }

    public void Dispose() => connections.Dispose();

    // Queued at the end of the thread pool: callers whose writes were committed run first, so that their next writes
    // join the next commit.
    private void Queue() =>
        ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Work(), this, preferLocal: false);

    private void Work()
    {
        if (Take() is { Count: > 0 } together)
        {
            Commit(together);
            Queue();
            return;
        }
        // a full fence: a check of the queue before it could miss a write whose caller saw this loop still running
        Interlocked.Exchange(ref _atWork, 0);
        if (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _atWork, 1, 0) == 0) Queue();
    }

    private List<Write> Take()
    {
        var together = new List<Write>();
        while (together.Count < MostTogether && _waiting.TryDequeue(out var write))
            if (write.Cancel.IsCancellationRequested) write.Done.SetCanceled(write.Cancel);
            else together.Add(write);
        return together;
    }

    private void Commit(List<Write> together)
    {
        try
        {
            var results = connections.Use(session => InTransaction(session, together));
            foreach (var (write, result) in together.Zip(results)) write.Done.SetResult(result);
        }
        catch (StatementFailedException) when (together.Count > 1)
        {
            // nothing was committed: each write runs alone, so that only the failing one reports the error
            foreach (var write in together) Commit([write]);
        }
        catch (Exception error)
        {
            foreach (var write in together) write.Done.SetException(Cause(error));
        }
    }

    private static Exception Cause(Exception error) =>
        error is StatementFailedException { InnerException: { } cause }
            ? SqliteConnections.Outage(cause) ?? cause
            : error;

    private static List<int> InTransaction(SqliteSession session, List<Write> together)
    {
        session.BeginWrite();
        List<int> results;
        try
        {
            results = [.. together.Select(write => write.Statement(session))];
        }
        catch (Exception error)
        {
            throw new StatementFailedException(error);   // the connection is closed, which rolls back
        }
        session.Execute("COMMIT");
        return results;
    }

    private sealed record Write(Func<SqliteSession, int> Statement, CancellationToken Cancel)
    {
        internal TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class StatementFailedException(Exception error) : Exception(error.Message, error);
}
