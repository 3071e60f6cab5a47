using PathAlign.Messaging.Jobs;
using MassTransit;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>
/// Every queue is replicated and has a dead-letter queue for messages whose consumers died too often. Publishers and
/// readers declare it in the same way, since RabbitMQ rejects a second declaration that differs.
/// </summary>
internal static class QueueTopology
{
    /// <summary>The exchange and the queue for messages that were redelivered too often.</summary>
    internal static string DeadLettersOf(string queue) => $"{queue}_dead";

    /// <summary>A queue as its reader declares it, with its dead-letter queue.</summary>
    internal static void Declare(IRabbitMqReceiveEndpointConfigurator endpoint, string queue, BusOptions options)
    {
        Arguments(endpoint, queue, options);
        endpoint.BindDeadLetterQueue(DeadLettersOf(queue), DeadLettersOf(queue), dead => dead.SetQuorumQueue());
    }

    /// <summary>A queue as a publisher of its events declares it.</summary>
    internal static void Declare(
        IRabbitMqMessagePublishTopologyConfigurator publish, EventRoute route, BusOptions options) =>
        // Bound directly to the event's exchange. The reader binds it through a second exchange too; a queue still gets
        // each message once.
        publish.BindQueue(ExchangeOf(route.Event), route.Queue, declared => Arguments(declared, route.Queue, options));

    /// <summary>MassTransit's name for the exchange of an event.</summary>
    private static string ExchangeOf(Type roundEvent) => $"{roundEvent.Namespace}:{roundEvent.Name}";

    private static void Arguments(IRabbitMqQueueConfigurator queue, string name, BusOptions options)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", options.DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", DeadLettersOf(name));
        // A dead letter leaves its queue only when the other queue has it. For that, a full queue must reject
        // publishers instead of dropping the oldest message.
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }
}
