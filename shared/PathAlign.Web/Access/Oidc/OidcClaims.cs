using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace PathAlign.Web.Access.Oidc;

/// <summary>Maps a checked ID token to a person here: subject, name and role.</summary>
internal static class OidcClaims
{
    private const int MaxSubject = 255;   // OpenID Connect Core 1.0, section 2

    /// <summary>
    /// Replaces the token's claims by those of the person. The handler has checked signature, issuer, audience and
    /// expiry, and checks the nonce next.
    /// </summary>
    internal static Task ReadAsync(TokenValidatedContext context, OidcOptions oidc)
    {
        using var document = JsonDocument.Parse(Base64UrlEncoder.Decode(context.SecurityToken.EncodedPayload));
        var claims = document.RootElement;
        var subject = Text(claims, "sub");
        if (subject is not { Length: > 0 and <= MaxSubject })
        {
            context.Fail($"ID token: sub: expected 1 to {MaxSubject} characters");
            return Task.CompletedTask;
        }
        var identity = new ClaimsIdentity(OidcScheme.Name);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, $"{oidc.Issuer}|{subject}"));
        identity.AddClaim(new Claim(ClaimTypes.Name, OidcPeople.NameOf(Text(claims, oidc.NameClaim) ?? "")));
        if (RoleOf(claims, oidc) is { } role) identity.AddClaim(new Claim(ClaimTypes.Role, role.ToString()));
        context.Principal = new ClaimsPrincipal(identity);
        return Task.CompletedTask;
    }

    private static RaterRole? RoleOf(JsonElement claims, OidcOptions oidc)
    {
        var roles = Texts(claims, oidc.RolesClaim);
        return roles.Contains(oidc.OperatorRole) ? RaterRole.Operator
            : roles.Contains(oidc.ReviewerRole) ? RaterRole.Reviewer
            : roles.Contains(oidc.RaterRole) ? RaterRole.Rater
            : null;
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && IsText(value) ? value.GetString() : null;

    // One text or a list of texts; full stops in the path separate nested objects.
    private static IReadOnlyList<string> Texts(JsonElement claims, string path)
    {
        foreach (var name in path.Split('.'))
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out claims)) return [];
        return claims.ValueKind switch
        {
            JsonValueKind.String => [claims.GetString()!],
            JsonValueKind.Array => [.. claims.EnumerateArray().Where(IsText).Select(c => c.GetString()!)],
            _ => [],
        };
    }

    private static bool IsText(JsonElement claim) => claim.ValueKind == JsonValueKind.String;
}
