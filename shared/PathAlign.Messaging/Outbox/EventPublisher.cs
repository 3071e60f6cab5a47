using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Outbox;

/// <summary>Publishes stored events, each in the trace of the work that stored it.</summary>
public sealed class EventPublisher
{
    private readonly IBus _bus;
    private readonly TimeSpan _timeout;
    private readonly ILogger _log;

    internal EventPublisher(IBus bus, IOptions<OutboxOptions> options, ILogger<EventPublisher> log) =>
        (_bus, _timeout, _log) = (bus, TimeSpan.FromSeconds(options.Value.PublishTimeoutSeconds), log);

    /// <summary>Publishes the events in order and waits until the broker has them.</summary>
    /// <exception cref="Exception">Any exception of the transport. The stored events are published later.</exception>
    public async Task PublishAsync(IEnumerable<IRoundEvent> events, string? traceParent, CancellationToken cancel)
    {
        foreach (var roundEvent in events)
        {
            var type = roundEvent.GetType();
            using var activity = StoredTrace.Start($"publish {type.Name}", ActivityKind.Internal, traceParent);
            activity.SetTag("pathalign.round", roundEvent.RoundId);
            await _bus.Publish(roundEvent, type, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Publishes the events, but waits for the broker no longer than <see cref="OutboxOptions.PublishTimeoutSeconds"/>.
    /// </summary>
    /// <returns>Whether the broker has them. If not, the reconciler publishes them later.</returns>
    public async Task<bool> TryPublishAsync(
        IReadOnlyList<IRoundEvent> events, string? traceParent, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_timeout);
        try
        {
            await PublishAsync(events, traceParent, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)   // transports throw exceptions of any type
        {
            foreach (var roundEvent in events)
                _log.PublishedLater(roundEvent.GetType().Name, roundEvent.RoundId, error);
            return false;
        }
    }
}
