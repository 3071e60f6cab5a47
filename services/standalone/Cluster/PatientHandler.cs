using System.Net;

namespace PathAlign.Standalone.Cluster;

/// <summary>Waits for a cluster that is away for a moment. Every request of its API may be sent again.</summary>
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
                // the next try says
            }
            await Task.Delay(_pause, cancellationToken);
        }
    }

    // A stream has been read by then.
    private static bool MayRepeat(HttpRequestMessage request) => request.Content is not StreamContent;
}
