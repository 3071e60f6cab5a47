using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Checks ID tokens and rejects a token without a signature. ASP.NET's handler accepts an unsigned token from the token
/// endpoint, which OpenID Connect Core 1.0 allows (3.1.3.7, rule 6); here every token needs a signature by a key of the
/// provider.
/// </summary>
internal sealed class SignedTokens : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(
        string token, TokenValidationParameters validationParameters)
    {
        validationParameters.RequireSignedTokens = true;   // a copy that the handler made for this token
        return base.ValidateTokenAsync(token, validationParameters);
    }
}
