using Microsoft.Extensions.Options;
using PathAlign.Messaging.DeadLetters;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>
/// The error, skipped and dead-letter queues of the product's queues. A message goes back through the exchange of its
/// queue and leaves only after the broker has confirmed it, so a crash in between repeats it.
/// </summary>
internal sealed class BrokerDeadLetters(IOptions<BusOptions> options, IEnumerable<string> queues) : IDeadLetters
{
    private const string Error = "_error", Skipped = "_skipped";

    // added by MassTransit or the broker when the message was put aside
    private static readonly string[] _added = ["MT-Fault-", "MT-Reason", "x-death", "x-first-death-", "x-last-death-"];

    private readonly Dictionary<string, string> _sources = queues.Distinct()
        .SelectMany(
            queue => new[] { queue + Error, queue + Skipped, QueueTopology.DeadLettersOf(queue) },
            (queue, aside) => (queue, aside))
        .ToDictionary(pair => pair.aside, pair => pair.queue);

    public async Task<IReadOnlyList<DeadLetterQueue>> ListAsync(CancellationToken cancel)
    {
        var found = new List<DeadLetterQueue>();
        await using var connection = await ConnectAsync(cancel);
        foreach (var queue in _sources.Keys)
            if (await WaitingAsync(connection, queue, cancel) is > 0 and var waiting)
                found.Add(new(queue, waiting));
        return found;
    }

    public async Task<int?> RedriveAsync(string queue, CancellationToken cancel)
    {
        if (!_sources.TryGetValue(queue, out var source)) return null;
        await using var connection = await ConnectAsync(cancel);
        // those that fail again meanwhile wait for the next call
        var waiting = await WaitingAsync(connection, queue, cancel) ?? 0;
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancel);
        for (var sent = 0; ; sent++)
        {
            if (sent == waiting || await channel.BasicGetAsync(queue, autoAck: false, cancel) is not { } message)
                return sent;
            await channel.BasicPublishAsync(
                source, routingKey: "", mandatory: true, Cleared(message.BasicProperties), message.Body, cancel);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancel);
        }
    }

    private static async Task<uint?> WaitingAsync(IConnection connection, string queue, CancellationToken cancel)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancel)).MessageCount;
        }
        catch (OperationInterruptedException)
        {
            return null;   // made when the first message is put aside
        }
    }

    private static BasicProperties Cleared(IReadOnlyBasicProperties properties) => new(properties)
    {
        Headers = properties.Headers?
            .Where(header => !_added.Any(prefix => header.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(),
    };

    private Task<IConnection> ConnectAsync(CancellationToken cancel)
    {
        var bus = options.Value;
        var factory = new ConnectionFactory
        {
            HostName = bus.Host,
            Port = bus.PortOrDefault,
            VirtualHost = bus.VirtualHost,
            UserName = bus.User,
            Password = bus.Password,
            AutomaticRecoveryEnabled = false,
        };
        if (bus.Tls) factory.Ssl = BrokerTls.Options(bus);
        BrokerSilence.Limit(factory, TimeSpan.FromSeconds(bus.HeartbeatSeconds));
        return factory.CreateConnectionAsync("pathalign-dead-letters", cancel);
    }
}
