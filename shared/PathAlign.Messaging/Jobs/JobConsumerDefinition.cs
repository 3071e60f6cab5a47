using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>The queue of a handler's events.</summary>
internal sealed class JobConsumerDefinition<TEvent, THandler> : ConsumerDefinition<JobConsumer<TEvent, THandler>>
    where TEvent : class, IRoundEvent
    where THandler : class, IJobHandler<TEvent>
{
    public JobConsumerDefinition(HandlerRegistration<TEvent, THandler> registration)
    {
        EndpointName = registration.Queue;
        ConcurrentMessageLimit = 4;   // each is one insert
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobConsumer<TEvent, THandler>> consumerConfigurator, IRegistrationContext context) =>
        Healing.Retry(endpointConfigurator);
}
