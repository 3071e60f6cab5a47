using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Accepts a discovery document if it belongs to the issuer in the settings and its endpoints use https or are on this
/// machine (OpenID Connect Discovery 1.0, sections 3 and 4.3).
/// </summary>
internal sealed class OidcDiscovery(string issuer) : IConfigurationValidator<OpenIdConnectConfiguration>
{
    public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration)
    {
        var fault = Fault(configuration);
        return new ConfigurationValidationResult { Succeeded = fault is null, ErrorMessage = fault };
    }

    private string? Fault(OpenIdConnectConfiguration found)
    {
        if (found.Issuer != issuer) return $"discovery: expected the issuer '{issuer}', found '{found.Issuer}'";
        foreach (var (name, address) in new[]
                 {
                     ("authorization_endpoint", found.AuthorizationEndpoint),
                     ("token_endpoint", found.TokenEndpoint),
                     ("jwks_uri", found.JwksUri),
                     ("pushed_authorization_request_endpoint", found.PushedAuthorizationRequestEndpoint ?? issuer),
                 })
            if (!OidcOptions.IsSafe(address ?? ""))
                return $"discovery: {name}: expected an https address, found '{address}'";
        return found.SigningKeys.Count > 0
            ? null
            : "discovery: jwks_uri: expected a key that signs ID tokens, found none";
    }
}
