using Microsoft.AspNetCore.Http;

namespace PathAlign.Web.Http;

/// <summary>The names of a session's cookie and header.</summary>
internal static class SessionNames
{
    /// <summary>
    /// The cookie with the session's token over https. Because of its prefix, browsers accept it only with Secure, for
    /// this host alone and for all paths.
    /// </summary>
    internal const string Cookie = "__Host-pathalign-session";

    private const string LocalCookie = "pathalign-session";

    /// <summary>The header that proves that a write comes from this app's own page.</summary>
    internal const string CsrfHeader = "X-CSRF-Token";

    /// <summary>The cookie of a request; over http it exists only on this machine, without the prefix, else null.
    /// </summary>
    internal static string? CookieOf(HttpRequest request) =>
        request.IsHttps ? Cookie : Transport.IsSafe(request) ? LocalCookie : null;

    /// <summary>The session's token in a request; null without one.</summary>
    internal static string? TokenOf(HttpRequest request) =>
        CookieOf(request) is { } name && request.Cookies[name] is { Length: > 0 } token ? token : null;
}
