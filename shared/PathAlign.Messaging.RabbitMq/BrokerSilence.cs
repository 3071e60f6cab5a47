using System.Net.Sockets;
using RabbitMQ.Client;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>
/// Takes a broker that says nothing for a broken connection, from the first byte on. RabbitMQ.Client 7.2 watches
/// heartbeats once a connection is open. Before that, in the TLS handshake and until the broker's first word, it
/// waits for as long as its caller lets it, and MassTransit 8.5 sets no limit.
/// </summary>
internal static class BrokerSilence
{
    // RabbitMQ's own measure: two heartbeats missed.
    private const int HeartbeatsMissed = 2;

    /// <summary>Has connections of this factory end when nothing arrives for two heartbeats.</summary>
    internal static void Limit(ConnectionFactory factory, TimeSpan heartbeat) =>
        factory.SocketFactory = family =>
            new LimitedClient(
                new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
                heartbeat * HeartbeatsMissed);

    private sealed class LimitedClient(Socket socket, TimeSpan longest) : TcpClientAdapter(socket)
    {
        public override NetworkStream GetStream() => new LimitedStream(Client, longest);
    }

    /// <summary>
    /// Gives up a read that lasts too long. The client reads by this method alone, by itself or through TLS.
    /// </summary>
    private sealed class LimitedStream(Socket socket, TimeSpan longest) : NetworkStream(socket)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(longest);
            try
            {
                return await base.ReadAsync(buffer, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException(
                    $"expected data from the broker at {Socket.RemoteEndPoint} within {longest.TotalSeconds:0} s, " +
                        $"got none");
            }
        }
    }
}
