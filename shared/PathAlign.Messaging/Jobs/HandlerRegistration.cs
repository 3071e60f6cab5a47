using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Outbox;

namespace PathAlign.Messaging.Jobs;

/// <inheritdoc/>
internal sealed class HandlerRegistration<TEvent, THandler>(string stage, JobQueue queue)
    : JobRegistration(stage, queue)
    where TEvent : class, IRoundEvent
    where THandler : class, IJobHandler<TEvent>
{
    internal override void AddConsumer(IRegistrationConfigurator bus) =>
        bus.AddConsumer<JobConsumer<TEvent, THandler>, JobConsumerDefinition<TEvent, THandler>>();

    internal override Task<JobOutcome> RunAsync(
        IServiceProvider services, StoredEvent input, JobContext context, CancellationToken cancel) =>
        services.GetRequiredService<THandler>().RunAsync(Read(input), context, cancel);

    private static TEvent Read(StoredEvent input)
    {
        try
        {
            return input.Read() as TEvent
                ?? throw new JsonException($"expected {typeof(TEvent).Name}, found {input.Type}");
        }
        catch (JsonException error)
        {
            throw new PermanentFailureException($"the job's input cannot be read: {error.Message}", error);
        }
    }
}
