using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PathAlign.Tests.Cluster;

/// <summary>The broker without the product in between.</summary>
internal sealed class BrokerView : IAsyncDisposable
{
    private readonly IConnection _connection;

    private BrokerView(IConnection connection) => _connection = connection;

    internal static async Task<BrokerView> OpenAsync(Uri broker) =>
        new(await new ConnectionFactory { Uri = broker }.CreateConnectionAsync());

    /// <summary>Messages that wait in a queue; null when there is no such queue.</summary>
    internal async Task<uint?> WaitingAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException)
        {
            return null;
        }
    }

    /// <summary>Takes a message out of a queue; null when there is none.</summary>
    internal async Task<(string Body, IReadOnlyDictionary<string, string> Headers)?> TakeAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.BasicGetAsync(queue, autoAck: true) is { } message
            ? (
                Encoding.UTF8.GetString(message.Body.Span),
                (message.BasicProperties.Headers ?? new Dictionary<string, object?>()).ToDictionary(
                    h => h.Key, h => h.Value is byte[] text ? Encoding.UTF8.GetString(text) : $"{h.Value}"))
            : null;
    }

    internal async Task SendAsync(string queue, string body, string contentType)
    {
        await using var channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(
            "",
            queue,
            true,
            new BasicProperties { ContentType = contentType, DeliveryMode = DeliveryModes.Persistent },
            Encoding.UTF8.GetBytes(body));
    }

    /// <summary>
    /// What a consumer that dies over a message does, again and again, until the queue hands it out no more. Returns
    /// how often it did.
    /// </summary>
    internal async Task<int> RejectUntilGoneAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        for (var times = 0; ; times++)
        {
            if (await channel.BasicGetAsync(queue, autoAck: false) is not { } message) return times;
            await channel.BasicRejectAsync(message.DeliveryTag, requeue: true);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
