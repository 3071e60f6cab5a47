using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace PathAlign.Web.Http;

/// <summary>Limits the requests per caller and minute; a caller without a key or session counts by address.</summary>
internal sealed class RateLimit(
    IOptions<RequestOptions> options) : PerMinute(options.Value.RequestsPerMinute), IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = Take(context.HttpContext.User.Identity?.Name ?? Transport.Sender(context.HttpContext));
        if (lease.IsAcquired) return await next(context);
        if (lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
        return Problems.TooManyRequests(Permits);
    }
}
