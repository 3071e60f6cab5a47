using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PathAlign.Web.Http;

/// <summary>Reads the declared media type of a request's body.</summary>
internal static class MediaTypes
{
    /// <summary>The media type in lower case, without parameters; null if the header is missing or invalid.</summary>
    internal static string? MediaType(this HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var header)
            ? header.MediaType.Value?.ToLowerInvariant()
            : null;
}
