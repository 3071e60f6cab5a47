namespace PathAlign.Messaging.Outbox;

/// <summary>Finishes stored work that a crash or an unavailable broker interrupted.</summary>
public interface IReconciled
{
    /// <summary>Finds the interrupted work and finishes it. Called at start and then at intervals.</summary>
    Task ReconcileAsync(ReconcilePass pass, CancellationToken cancel);

    /// <summary>
    /// When the oldest document was stored whose events are not published, in Unix milliseconds; null if all are.
    /// </summary>
    Task<long?> OldestAsync(CancellationToken cancel);
}
