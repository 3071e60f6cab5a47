using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace PathAlign.Telemetry;

/// <summary>What a request's activity is called: by its route, never by its path, which has ids.</summary>
internal static class RequestTags
{
    internal static async Task SetAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
            {
                var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                if (route is not null) activity.DisplayName = $"{http.Request.Method} {route}";
                activity.SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
                if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError) activity.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
