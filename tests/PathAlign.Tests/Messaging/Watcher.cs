using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Tests.Messaging;

/// <summary>Every event that reached a subscriber, with the trace it came in.</summary>
internal sealed class Seen
{
    private readonly ConcurrentQueue<(IRoundEvent Event, string? TraceId)> _events = new();

    internal void Add(IRoundEvent roundEvent) => _events.Enqueue((roundEvent, Activity.Current?.TraceId.ToString()));

    internal IReadOnlyList<T> All<T>() => [.. _events.Select(e => e.Event).OfType<T>()];

    internal string? TraceOf<T>() => _events.Last(e => e.Event is T).TraceId;
}

internal sealed class WatchingConsumer(
    Seen seen) : IConsumer<ImagesGenerated>, IConsumer<StageFailed>, IConsumer<StageProgressed>,
        IConsumer<AdapterRejected>
{
    public Task Consume(ConsumeContext<ImagesGenerated> context) => Add(context.Message);

    public Task Consume(ConsumeContext<StageFailed> context) => Add(context.Message);

    public Task Consume(ConsumeContext<StageProgressed> context) => Add(context.Message);

    public Task Consume(ConsumeContext<AdapterRejected> context) => Add(context.Message);

    private Task Add(IRoundEvent roundEvent)
    {
        seen.Add(roundEvent);
        return Task.CompletedTask;
    }
}
