using System.Collections.Concurrent;

namespace PathAlign.Storage.Documents;

/// <summary>
/// Commits writes that wait at the same moment together: one flush of the disk serves them all, and each returns once it is
/// durable. SQLite lets one writer in at a time; waiting here is fair and costs nothing, waiting there polls.
/// </summary>
internal sealed class SqliteWriter(SqliteConnections connections)
{
    private const int MostTogether = 256;
    private readonly ConcurrentQueue<Write> _waiting = new();
    private int _atWork;

    /// <summary>Runs a write; its result once it is durable.</summary>
    /// <param name="statement">One statement, which either changes something or throws.</param>
    /// <param name="cancel">Takes it back as long as it waits.</param>
    internal Task<int> RunAsync(Func<SqliteSession, int> statement, CancellationToken cancel)
    {
        var write = new Write(statement, cancel);
        _waiting.Enqueue(write);
        if (Interlocked.CompareExchange(ref _atWork, 1, 0) == 0) _ = Task.Run(Work, CancellationToken.None);
        return write.Done.Task;
    }

    private void Work()
    {
        do
        {
            while (Take() is { Count: > 0 } together) Commit(together);
            Volatile.Write(ref _atWork, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _atWork, 1, 0) == 0);   // one that came while the last look was over
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
            foreach (var write in together) Commit([write]);   // nothing was committed; whose fault it is, only that one shall hear of
        }
        catch (Exception error)
        {
            foreach (var write in together) write.Done.SetException(Cause(error));
        }
    }

    private static Exception Cause(Exception error) => error is StatementFailedException { InnerException: { } cause } ? SqliteConnections.Outage(cause) ?? cause : error;

    private static List<int> InTransaction(SqliteSession session, List<Write> together)
    {
        session.Execute("BEGIN IMMEDIATE");
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
