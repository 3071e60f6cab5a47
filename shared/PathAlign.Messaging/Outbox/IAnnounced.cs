using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Outbox;

/// <summary>
/// A document that stores a result together with the events that announce it. One write stores both, so a crash can
/// delay the events but cannot lose them.
/// </summary>
/// <typeparam name="T">The document's record.</typeparam>
public interface IAnnounced<T>
    where T : class, IAnnounced<T>
{
    /// <summary>The events, in the order in which they are published.</summary>
    IReadOnlyList<IRoundEvent> Events { get; }

    /// <summary>Whether the events were published, or never will be.</summary>
    bool Announced { get; }

    /// <summary>The W3C trace context of the work that stored the document; null if it had none.</summary>
    string? TraceParent { get; }

    /// <summary>The same document, marked as announced.</summary>
    T AsAnnounced();
}
