using Microsoft.Extensions.Logging;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Outbox;

/// <summary>One search of <see cref="OutboxReconciler"/> for interrupted work.</summary>
public sealed class ReconcilePass
{
    private readonly long _before, _after;
    private readonly ILogger _log;

    internal ReconcilePass(DateTimeOffset before, DateTimeOffset after, bool reannounceAll, ILogger log) =>
        (_before, _after, ReannounceAll, _log) =
        (before.ToUnixTimeMilliseconds(), after.ToUnixTimeMilliseconds(), reannounceAll, log);

    /// <summary>Whether the events of open rounds are published again, although they were published before.</summary>
    public bool ReannounceAll { get; }

    /// <summary>
    /// Runs a step for each document that meets the conditions and is old enough. A younger document is probably in
    /// work right now. A document from the future was stored before the clock was set back, so it is taken too.
    /// </summary>
    /// <typeparam name="T">The document's record.</typeparam>
    /// <param name="documents">The collection.</param>
    /// <param name="conditions">What the documents must meet.</param>
    /// <param name="storedAt">The field that holds when a document was stored, in Unix milliseconds.</param>
    /// <param name="step">The step. A step that fails is logged and tried again in the next pass.</param>
    /// <param name="cancel">Stops.</param>
    public async Task EachAsync<T>(
        DocumentCollection<T> documents,
        IReadOnlyList<Condition> conditions,
        string storedAt,
        Func<Stored<T>, Task> step,
        CancellationToken cancel)
        where T : class
    {
        foreach (var age in new[] { Condition.Below(storedAt, _before), Condition.Above(storedAt, _after) })
            await EachAsync(documents.AllAsync([.. conditions, age], storedAt, cancel), step, cancel)
                .ConfigureAwait(false);
    }

    /// <summary>Runs a step for each of the documents. One that fails does not stop the others.</summary>
    public async Task EachAsync<T>(
        IAsyncEnumerable<Stored<T>> documents, Func<Stored<T>, Task> step, CancellationToken cancel)
        where T : class
    {
        await foreach (var document in documents.ConfigureAwait(false))
        {
            try
            {
                await step(document).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                _log.NotReconciled(typeof(T).Name, document.Id, error);
            }
        }
    }
}
