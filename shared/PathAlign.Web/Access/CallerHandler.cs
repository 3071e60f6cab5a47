using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>
/// Authenticates the caller: a program by <c>Authorization: Bearer KEY</c>, a browser by its session cookie.
/// </summary>
internal sealed class CallerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    RaterRegistry registry,
    Sessions sessions,
    IEnumerable<ProcessKey> processKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    internal new const string Scheme = "Caller";
    private const string Prefix = "Bearer ";
    private const int MaxKeyLength = 256;

    private bool HasKey =>
        Request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var cancel = Context.RequestAborted;
        if (HasKey)
        {
            if (!Transport.IsSafe(Request)) return AuthenticateResult.Fail("a key over http");
            var key = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
            return Result(key.Length <= MaxKeyLength ? await OwnerAsync(key, cancel) : null);
        }
        if (SessionNames.TokenOf(Request) is not { Length: <= MaxKeyLength } token)
            return AuthenticateResult.NoResult();
        var session = await sessions.FindAsync(token, cancel);
        if (session is not null) Context.Features.Set(session);
        return Result(session is null ? null : await registry.OwnerAsync(session, cancel));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // As for a browser's session: a key that is accepted over http is soon somebody else's.
        if (HasKey && !Transport.IsSafe(Request)) return Problems.HttpsRequired().ExecuteAsync(Context);
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Unauthenticated().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Forbidden().ExecuteAsync(Context);

    private async Task<Rater?> OwnerAsync(string key, CancellationToken cancel) =>
        processKeys.Select(known => known.Owner(key)).FirstOrDefault(owner => owner is not null)
            ?? await registry.FindAsync(key, cancel);

    private AuthenticateResult Result(Rater? rater)
    {
        if (rater is null) return AuthenticateResult.Fail("unknown key or session");
        Context.Features.Set(rater);
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, rater.Name), new(ClaimTypes.Role, rater.Role.ToString())], Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }
}
