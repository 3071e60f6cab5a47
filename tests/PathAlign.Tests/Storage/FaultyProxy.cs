using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PathAlign.Tests.Storage;

/// <summary>How a server misbehaves.</summary>
public enum ServerFault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It answers every request with 500.</summary>
    Error,

    /// <summary>It takes requests and says nothing.</summary>
    Silence,

    /// <summary>It passes everything on, a little at a time.</summary>
    Slow,

    /// <summary>It breaks off in the middle of its answers.</summary>
    Part,
}

/// <summary>
/// Stands before a real server, passes on what both sides say, and misbehaves on demand. A change of fault cuts all
/// connections.
/// </summary>
internal sealed class FaultyProxy : IDisposable
{
    private const string Refusal =
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private const int ChunkBytes = 4096;
    private static readonly TimeSpan _slowness = TimeSpan.FromMilliseconds(50);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly Uri _server;
    private volatile ServerFault _fault;
    private int _unanswered;

    /// <param name="server">Whom it stands before.</param>
    /// <param name="unanswered">How many connections, the first ones, are taken and neither answered nor
    /// closed.</param>
    internal FaultyProxy(Uri server, int unanswered = 0)
    {
        (_server, _unanswered) = (server, unanswered);
        _listener.Start();
        _ = AcceptAsync();
    }

    internal string Address => $"http://127.0.0.1:{Port}";

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal ServerFault Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            foreach (var socket in _open.Keys) socket.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        Fault = ServerFault.None;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // it was stopped
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        (_open[client], _open[server]) = (true, true);
        try
        {
            if (Interlocked.Decrement(ref _unanswered) >= 0) await SwallowAsync(client);
            else await PassOnAsync(client, server);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // one of both is gone, or the connection was cut
        }
        foreach (var socket in new[] { client, server })
        {
            _open.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    private async Task PassOnAsync(Socket client, Socket server)
    {
        await server.ConnectAsync(_server.Host, _server.Port);
        await await Task.WhenAny(AskAsync(client, server), AnswerAsync(server, client));
    }

    private static async Task SwallowAsync(Socket client)
    {
        var buffer = new byte[ChunkBytes];
        while (await client.ReceiveAsync(buffer) > 0)
        {
            // not a word
        }
    }

    private async Task AskAsync(Socket client, Socket server)
    {
        var buffer = new byte[ChunkBytes];
        for (int read; (read = await client.ReceiveAsync(buffer)) > 0;)
        {
            if (_fault == ServerFault.Silence) continue;
            if (_fault == ServerFault.Slow) await Task.Delay(_slowness);
            if (_fault != ServerFault.Error) await server.SendAsync(buffer.AsMemory(0, read));
            // what follows is the body
            else if (buffer.AsSpan(0, read).IndexOf("HTTP/1.1"u8) >= 0)
                await client.SendAsync(Encoding.ASCII.GetBytes(Refusal));
        }
    }

    private async Task AnswerAsync(Socket server, Socket client)
    {
        var buffer = new byte[ChunkBytes];
        for (int read; (read = await server.ReceiveAsync(buffer)) > 0;)
        {
            if (_fault == ServerFault.Slow) await Task.Delay(_slowness);
            await client.SendAsync(buffer.AsMemory(0, _fault == ServerFault.Part ? read / 2 : read));
            if (_fault == ServerFault.Part) return;
        }
    }
}
