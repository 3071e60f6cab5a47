using System.Net;

namespace PathAlign.Standalone.Cluster;

/// <summary>
/// Retries requests while a cluster is briefly unavailable. Every request of its API is safe to repeat.
/// </summary>
internal sealed class PatientHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3), _pause = TimeSpan.FromSeconds(1);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var until = DateTime.UtcNow + _limit; ;)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (
                    response.StatusCode is not (
                        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                            or HttpStatusCode.InternalServerError)
                        || DateTime.UtcNow > until
                        || !MayRepeat(request))
                    return response;
                response.Dispose();
            }
            catch (HttpRequestException) when (DateTime.UtcNow < until && MayRepeat(request))
            {
                // the next try shows the reason
            }
            await Task.Delay(_pause, cancellationToken);
        }
    }

    // A stream is already read at that point.
    private static bool MayRepeat(HttpRequestMessage request) => request.Content is not StreamContent;
}
