using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Http;

namespace PathAlign.Feedback.Access;

/// <summary>Authentication by <c>Authorization: Bearer KEY</c>.</summary>
internal sealed class RaterKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, RaterRegistry registry)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    internal new const string Scheme = "RaterKey";
    private const string Prefix = "Bearer ";
    private const int MaxKeyLength = 256;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var key = header[Prefix.Length..].Trim();
        var rater = key.Length <= MaxKeyLength ? await registry.FindAsync(key, Context.RequestAborted) : null;
        if (rater is null) return AuthenticateResult.Fail("unknown key");
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, rater.Name), new(ClaimTypes.Role, rater.Role.ToString())], Scheme);
        Context.Features.Set(rater);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Unauthenticated().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.Forbidden().ExecuteAsync(Context);
}
