using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Web;

/// <summary>
/// The rating app and the page that shows the API: files embedded in this assembly. Only these files are served, each
/// at a fixed address.
/// </summary>
internal static class WebApp
{
    // No inline script or style, no other origin, no frame, no plug-in.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
            "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/manifest+json",
    };

    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        var assembly = typeof(WebApp).Assembly;
        foreach (
            var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("web/", StringComparison.Ordinal)))
        {
            var path = name["web".Length..];
            var content = Read(assembly, name);
            var (type, tag) = (
                MediaTypes[Path.GetExtension(name)], new EntityTagHeaderValue($"\"{Fingerprint.Of(content)}\""));
            endpoints.MapGet(
                path switch { "/index.html" => "/", "/api.html" => "/api", _ => path }, (HttpContext http) =>
            {
                Protect(http.Response.Headers);
                return TypedResults.Bytes(content, type, entityTag: tag);
            }).AllowAnonymous();
        }
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
