using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PathAlign.Feedback.Access.Oidc;

/// <summary>
/// The authorization code flow with PKCE: ASP.NET's OAuth handler, with the provider's addresses from discovery and the person
/// from the ID token. ASP.NET's own handler for OpenID Connect needs packages that are not to be had everywhere.
/// </summary>
internal sealed class OidcHandler(IOptionsMonitor<OAuthOptions> options, ILoggerFactory loggers, UrlEncoder encoder, OidcProvider provider, IOptions<FeedbackOptions> settings, TimeProvider time)
    : OAuthHandler<OAuthOptions>(options, loggers, encoder)
{
    private const string Nonce = "nonce";

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await AddressAsync();
        await base.HandleChallengeAsync(properties);
    }

    /// <summary>The way to the provider bears a nonce, which the token has to repeat. OpenID Connect lets the code flow do without; Glewlwyd does not.</summary>
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        properties.Items[Nonce] = nonce;   // the state keeps it, sealed
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), Nonce, nonce);
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        await AddressAsync();   // the challenge may have been another replica's
        return await base.ExchangeCodeAsync(context);
    }

    protected override Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var oidc = settings.Value.Oidc;
        var claims = IdToken.Read(IdToken.Text(tokens.Response!.RootElement, "id_token"), oidc.Issuer, oidc.ClientId, properties.Items[Nonce]!, time.GetUtcNow());
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, $"{oidc.Issuer}|{IdToken.Text(claims, "sub")}"));
        identity.AddClaim(new Claim(ClaimTypes.Name, OidcPeople.NameOf(IdToken.Text(claims, oidc.NameClaim) ?? "")));
        if (RoleOf(claims, oidc) is { } role) identity.AddClaim(new Claim(ClaimTypes.Role, role.ToString()));
        return Task.FromResult(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name));
    }

    private static RaterRole? RoleOf(JsonElement claims, OidcOptions oidc)
    {
        var roles = IdToken.Texts(claims, oidc.RolesClaim);
        return roles.Contains(oidc.OperatorRole) ? RaterRole.Operator : roles.Contains(oidc.ReviewerRole) ? RaterRole.Reviewer : roles.Contains(oidc.RaterRole) ? RaterRole.Rater : null;
    }

    private async Task AddressAsync()
    {
        var endpoints = await provider.EndpointsAsync(Context.RequestAborted);
        (Options.AuthorizationEndpoint, Options.TokenEndpoint) = (endpoints.Authorization, endpoints.Token);
    }
}
