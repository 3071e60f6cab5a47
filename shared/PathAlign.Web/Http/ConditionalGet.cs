using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Http;

/// <summary>
/// Gives JSON a strong entity tag (RFC 9110, section 8.8.3), and answers 304 to a client that names it.
/// </summary>
internal sealed class ConditionalGet(IOptions<JsonOptions> json) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is INestedHttpResult union) result = union.Result;
        if (
            result is not (
                IStatusCodeHttpResult
                {
                    StatusCode: StatusCodes.Status200OK,
                } and IValueHttpResult { Value: { } value }))
            return result;
        var content = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), json.Value.SerializerOptions);
        context.HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(
            content,
            "application/json; charset=utf-8",
            entityTag: new EntityTagHeaderValue($"\"{Fingerprint.Of(content)}\""));
    }
}
