using MassTransit;

namespace PathAlign.Messaging.Jobs;

/// <summary>The queue of a consumer that takes many events at a time.</summary>
internal sealed class BatchConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    private const int AtOnce = 500;
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        Healing.Retry(endpointConfigurator, 2 * AtOnce);   // the next batch fills while one is consumed
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(AtOnce).SetTimeLimit(AtMost));
    }
}
