using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Http;

/// <summary>What holds for every endpoint: no sniffing, and no stack trace in a 500.</summary>
internal sealed class ApiBoundary(ILogger<ApiBoundary> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            log.RequestFailed(error, http.Request.Method, http.GetEndpoint()?.DisplayName ?? "?");
            return Problems.Internal();
        }
    }
}
