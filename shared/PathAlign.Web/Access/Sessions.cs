using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>Sessions of browsers. They are stored, so a restart does not sign anybody out.</summary>
internal sealed class Sessions(IDocumentStore store, TimeProvider time, IOptions<AccessOptions> options)
{
    private const int TokenBytes = 32;

    private readonly DocumentCollection<Session> _sessions = new(store, AccessCollections.Sessions);

    /// <summary>
    /// Begins a session, replaces an existing one of the browser, and sets the session cookie.
    /// </summary>
    /// <param name="rater">The person, as read when the password, code or token was checked.</param>
    /// <param name="http">The request.</param>
    /// <param name="atMost">A limit below the configured one; null for none.</param>
    internal async Task<Session> BeginAsync(Rater rater, HttpContext http, TimeSpan? atMost = null)
    {
        await RevokeAsync(http);
        var token = NewToken();
        var lifetime = TimeSpan.FromHours(options.Value.SessionHours);
        var expires = time.GetUtcNow() + (atMost < lifetime ? atMost.Value : lifetime);
        var session = new Session
        {
            Rater = rater.Name,
            CsrfToken = NewToken(),
            ExpiresAt = expires.ToUnixTimeMilliseconds(),
            Generation = rater.Generation,
        };
        if (!await _sessions.AddAsync(IdOf(token), session, http.RequestAborted))
            throw new InvalidOperationException("session: expected a new token, got one in use");
        http.Response.Cookies.Append(Cookie(http), token, Attributes(http, expires));
        return session;
    }

    /// <summary>The session of a token; null if there is none or it has ended.</summary>
    internal async Task<Session?> FindAsync(string token, CancellationToken cancel)
    {
        var session = await _sessions.GetAsync(IdOf(token), cancel);
        return session is { Ended: false } && session.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds()
            ? session
            : null;
    }

    /// <summary>Keeps the session of this request when a person ends all their others.</summary>
    internal async Task KeepAsync(Rater rater, HttpContext http)
    {
        if (http.Features.Get<Session>() is { } own && own.Rater == rater.Name)
            await _sessions.UpdateAsync(
                IdOf(SessionNames.TokenOf(http.Request)!),
                s => s with { Generation = rater.Generation },
                http.RequestAborted);
    }

    /// <summary>Ends the session of this request.</summary>
    internal async Task EndAsync(HttpContext http)
    {
        await RevokeAsync(http);
        if (SessionNames.CookieOf(http.Request) is { } cookie)
            http.Response.Cookies.Delete(cookie, Attributes(http, null));
    }

    private async Task RevokeAsync(HttpContext http)
    {
        if (SessionNames.TokenOf(http.Request) is { } token)
            await _sessions.UpdateAsync(
                IdOf(token), s => s.Ended ? null : s with { Ended = true }, http.RequestAborted);
    }

    private static string Cookie(HttpContext http) =>
        SessionNames.CookieOf(http.Request)
            ?? throw new InvalidOperationException("session: expected https outside this machine, found http");

    private static CookieOptions Attributes(HttpContext http, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };

    private static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    private static string IdOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
