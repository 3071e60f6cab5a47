namespace PathAlign.Messaging.Outbox;

/// <summary>All parts of the outbox together.</summary>
public static class Reconciled
{
    /// <summary>
    /// When the oldest document of any part was stored whose events are not published, in Unix milliseconds; null if
    /// all are.
    /// </summary>
    public static async Task<long?> OldestAsync(this IEnumerable<IReconciled> parts, CancellationToken cancel)
    {
        long? oldest = null;
        foreach (var part in parts)
            if (await part.OldestAsync(cancel).ConfigureAwait(false) is { } at)
                oldest = Math.Min(oldest ?? at, at);
        return oldest;
    }
}
