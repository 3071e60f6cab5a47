using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PathAlign.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Http;

/// <summary>
/// Applies to every endpoint: browsers must not guess media types, invalid cursors are rejected, unavailable stores
/// return 503, and a 500 carries no stack trace.
/// </summary>
internal sealed class ApiBoundary(ILogger<ApiBoundary> log) : IEndpointFilter
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            return await next(context);
        }
        catch (InvalidCursorException error)
        {
            return Problems.InvalidQuery($"after: {error.Message}");
        }
        catch (Exception error) when (
            error is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            log.RequestFailed(error, http.Request.Method, http.GetEndpoint()?.DisplayName ?? "?");
            if (!Outage.Is(error)) return Problems.Internal();
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Problems.StoreUnavailable();
        }
    }
}
