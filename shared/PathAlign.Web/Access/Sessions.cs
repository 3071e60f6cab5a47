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
    internal async Task<Session> BeginAsync(Rater rater, HttpContext http)
    {
        await RevokeAsync(http);
        var token = NewToken();
        var expires = time.GetUtcNow().AddHours(options.Value.SessionHours);
        var session = new Session
        {
            Rater = rater.Name,
            CsrfToken = NewToken(),
            ExpiresAt = expires.ToUnixTimeMilliseconds(),
        };
        if (!await _sessions.AddAsync(IdOf(token), session, http.RequestAborted))
            throw new InvalidOperationException("session: expected a new token, got one in use");
        http.Response.Cookies.Append(SessionNames.Cookie, token, Attributes(http, expires));
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

    /// <summary>Ends the session of this request.</summary>
    internal async Task EndAsync(HttpContext http)
    {
        await RevokeAsync(http);
        http.Response.Cookies.Delete(SessionNames.Cookie, Attributes(http, null));
    }

    private async Task RevokeAsync(HttpContext http)
    {
        if (http.Request.Cookies[SessionNames.Cookie] is { Length: > 0 } token)
            await _sessions.UpdateAsync(
                IdOf(token), s => s.Ended ? null : s with { Ended = true }, http.RequestAborted);
    }

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
