using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace PathAlign.Feedback.Webhooks;

/// <summary>Posts a delivery and returns the answer's status.</summary>
internal interface IWebhookTransport
{
    /// <summary>The HTTP status.</summary>
    /// <exception cref="HttpRequestException">There was no answer, or the address is not allowed.</exception>
    Task<int> PostAsync(
        Uri address, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancel);
}

/// <summary>
/// Sends only to the public Internet. It connects to the same address that it checked, so a name that changes in
/// between cannot redirect it. No redirects, no proxy, no cookies; only the status of the answer is read.
/// </summary>
internal sealed class WebhookTransport : IWebhookTransport, IDisposable
{
    private readonly Func<IPAddress, bool> _allowed;
    private readonly HttpClient _http;

    public WebhookTransport() : this(GlobalAddress.Is) { }

    internal WebhookTransport(Func<IPAddress, bool> allowed)
    {
        _allowed = allowed;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public async Task<int> PostAsync(
        Uri address, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return (int)answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var address = addresses.FirstOrDefault(_allowed)
            ?? throw new HttpRequestException(
                $"webhook: expected a public Internet address for '{context.DnsEndPoint.Host}', found only others " +
                    $"or none");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
