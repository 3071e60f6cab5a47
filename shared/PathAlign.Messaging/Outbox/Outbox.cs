using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Outbox;

/// <summary>
/// Publishes the events of stored documents and marks the documents. Publishing and marking are separate calls: work
/// that must be done between a document's events and its mark is repeated after a crash.
/// </summary>
/// <typeparam name="T">The document's record.</typeparam>
/// <param name="documents">The collection that holds the documents.</param>
/// <param name="publisher">Publishes the events.</param>
public sealed class Outbox<T>(DocumentCollection<T> documents, EventPublisher publisher)
    where T : class, IAnnounced<T>
{
    /// <summary>Publishes the document's events and waits until the broker has them.</summary>
    /// <exception cref="Exception">Any exception of the transport.</exception>
    public Task PublishAsync(T document, CancellationToken cancel) =>
        publisher.PublishAsync(document.Events, document.TraceParent, cancel);

    /// <summary>Publishes the document's events if the broker takes them in time.</summary>
    /// <returns>Whether the broker has them. If not, the reconciler publishes them later.</returns>
    public Task<bool> TryPublishAsync(T document, CancellationToken cancel = default) =>
        publisher.TryPublishAsync(document.Events, document.TraceParent, cancel);

    /// <summary>Marks the document as announced.</summary>
    /// <param name="id">The document's id.</param>
    /// <param name="unchanged">
    /// Whether the stored document still has the events that were published; null if they never change.
    /// </param>
    /// <param name="cancel">Stops.</param>
    public Task MarkAsync(string id, Func<T, bool>? unchanged, CancellationToken cancel) =>
        documents.UpdateAsync(id, stored => Marked(stored, unchanged), cancel);

    /// <summary>Marks a document that has just been read or added; it is read again only after a conflict.</summary>
    public Task MarkAsync(Stored<T> read, CancellationToken cancel) =>
        documents.UpdateAsync(read, stored => Marked(stored, null), cancel);

    private static T? Marked(T stored, Func<T, bool>? unchanged) =>
        stored.Announced || unchanged?.Invoke(stored) == false ? null : stored.AsAnnounced();
}
