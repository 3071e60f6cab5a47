using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Checks ID tokens and takes none without a signature. ASP.NET's handler asks for no signature of a token that
/// came from the token endpoint, which OpenID Connect Core 1.0 allows (3.1.3.7, rule 6); here a key of the provider
/// has to vouch for each of them.
/// </summary>
internal sealed class SignedTokens : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters)
    {
        validationParameters.RequireSignedTokens = true;   // of a copy that the handler made for this token
        return base.ValidateTokenAsync(token, validationParameters);
    }
}
