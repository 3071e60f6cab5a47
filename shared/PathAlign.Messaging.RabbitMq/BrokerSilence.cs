using System.Net.Sockets;
using RabbitMQ.Client;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>
/// Treats a silent broker as a broken connection, from the first byte on. RabbitMQ.Client 7.2 checks heartbeats only on
/// an open connection. Before that, in the TLS handshake and until the broker's first data, it waits without a limit
/// unless its caller sets one, and MassTransit 8.5 sets none.
/// </summary>
internal static class BrokerSilence
{
    // As RabbitMQ does: two missed heartbeats.
    private const int HeartbeatsMissed = 2;

    /// <summary>Closes connections of this factory if nothing arrives for two heartbeats.</summary>
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
    /// Cancels a read that takes too long. The client uses only this method to read, directly or through TLS.
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
