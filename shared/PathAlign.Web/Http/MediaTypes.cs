using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PathAlign.Web.Http;

/// <summary>What a request says its body is.</summary>
internal static class MediaTypes
{
    /// <summary>In lower case and without parameters; null without a header, or with one that cannot be read.</summary>
    internal static string? MediaType(this HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var header)
            ? header.MediaType.Value?.ToLowerInvariant()
            : null;
}
