using PathAlign.Messaging.Jobs;
using MassTransit;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>
/// What every queue is: replicated, and with somewhere to go for a message that consumers died over too often.
/// Publishers and readers declare it alike, since RabbitMQ refuses a second declaration that differs.
/// </summary>
internal static class QueueTopology
{
    /// <summary>The exchange and the queue that take what was handed out too often.</summary>
    internal static string DeadLettersOf(string queue) => $"{queue}_dead";

    /// <summary>A queue as its reader declares it, together with its dead letters.</summary>
    internal static void Declare(IRabbitMqReceiveEndpointConfigurator endpoint, string queue, BusOptions options)
    {
        Arguments(endpoint, queue, options);
        endpoint.BindDeadLetterQueue(DeadLettersOf(queue), DeadLettersOf(queue), dead => dead.SetQuorumQueue());
    }

    /// <summary>A queue as a publisher of its events declares it.</summary>
    internal static void Declare(
        IRabbitMqMessagePublishTopologyConfigurator publish, EventRoute route, BusOptions options) =>
        // Bound to the event's exchange itself; the reader binds it by an exchange of its own too, and a queue takes a
        // message once all the same.
        publish.BindQueue(ExchangeOf(route.Event), route.Queue, declared => Arguments(declared, route.Queue, options));

    /// <summary>What MassTransit calls the exchange of an event.</summary>
    private static string ExchangeOf(Type roundEvent) => $"{roundEvent.Namespace}:{roundEvent.Name}";

    private static void Arguments(IRabbitMqQueueConfigurator queue, string name, BusOptions options)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", options.DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", DeadLettersOf(name));
        // A dead letter leaves its queue only when the other one has it; that needs publishers to be refused, not the
        // oldest message dropped.
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }
}
