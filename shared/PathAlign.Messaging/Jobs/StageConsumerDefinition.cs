using MassTransit;

namespace PathAlign.Messaging.Jobs;

/// <summary>The queue of a consumer that does its work at once.</summary>
internal sealed class StageConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    private const int Prefetch = 64;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        Healing.Retry(endpointConfigurator, Prefetch);
}
