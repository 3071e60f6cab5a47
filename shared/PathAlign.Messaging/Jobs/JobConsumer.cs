using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Turns an event into a job and returns. A repeat of one that has ended announces the stored outcome anew and redoes
/// nothing.
/// </summary>
/// <typeparam name="TEvent">The event.</typeparam>
/// <typeparam name="THandler">Who does the work, later and elsewhere.</typeparam>
internal sealed class JobConsumer<TEvent, THandler>(
    HandlerRegistration<TEvent, THandler> registration,
    THandler handler,
    JobStore jobs,
    Announcer announcer) : IConsumer<TEvent>
    where TEvent : class, IRoundEvent
    where THandler : class, IJobHandler<TEvent>
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        if (!handler.Accepts(context.Message)) return;
        var (stage, kind) = registration.Queue;
        var job = await jobs.SubmitAsync(stage, kind, context.Message, context.CancellationToken).ConfigureAwait(false);
        if (job.Outgoing.Count > 0) await announcer.AnnounceAsync(job, context.CancellationToken).ConfigureAwait(false);
    }
}
