using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>The queue of a handler's events.</summary>
internal sealed class JobConsumerDefinition<TEvent, THandler> : ConsumerDefinition<JobConsumer<TEvent, THandler>>
    where TEvent : class, IRoundEvent
    where THandler : class, IJobHandler<TEvent>
{
    // Events of jobs are rare and each is one insert: what waits stays in the queue, for whichever process is free.
    private const int Prefetch = 1;

    public JobConsumerDefinition(HandlerRegistration<TEvent, THandler> registration)
    {
        EndpointName = registration.Queue.Name;
        ConcurrentMessageLimit = Prefetch;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<JobConsumer<TEvent, THandler>> consumerConfigurator,
        IRegistrationContext context) =>
        Healing.Retry(endpointConfigurator, Prefetch);
}
