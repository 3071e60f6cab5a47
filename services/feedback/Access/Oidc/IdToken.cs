using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;

namespace PathAlign.Feedback.Access.Oidc;

/// <summary>
/// The claims of an ID token that came straight from the token endpoint. Over that connection TLS vouches for the issuer, so the
/// signature need not be checked (OpenID Connect Core 1.0, section 3.1.3.7, rule 6); a token that came any other way must never be
/// read here. The code that it was exchanged for is bound to the browser by PKCE (RFC 7636).
/// </summary>
internal static class IdToken
{
    private const int MaxLength = 1 << 16, MaxSubject = 255;
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(2);

    /// <summary>The claims.</summary>
    /// <exception cref="AuthenticationFailureException">It is no token, or one of another issuer, for another client or sign-in, or too old.</exception>
    internal static JsonElement Read(string? token, string issuer, string clientId, string nonce, DateTimeOffset now)
    {
        var claims = Claims(token);
        if (Text(claims, "iss") != issuer) throw Fault($"iss: expected '{issuer}', found '{Text(claims, "iss")}'");
        if (!Audience(claims).Contains(clientId)) throw Fault($"aud: expected '{clientId}' among them, found another");
        if (Text(claims, "azp") is { } party && party != clientId) throw Fault($"azp: expected '{clientId}', found '{party}'");
        if (Text(claims, "nonce") != nonce) throw Fault("nonce: expected that of this sign-in, found another");
        if (!claims.TryGetProperty("exp", out var expires) || !expires.TryGetInt64(out var seconds)) throw Fault("exp: expected a time, found none");
        if (seconds < (now - _skew).ToUnixTimeSeconds()) throw Fault("exp: expected a time to come, found one that is past");
        if (Text(claims, "sub") is not { Length: > 0 and <= MaxSubject }) throw Fault($"sub: expected 1 to {MaxSubject} characters");
        return claims;
    }

    /// <summary>A claim that is text; null when there is none.</summary>
    internal static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The texts of a claim: one, or a list of them; full stops in the path lead into objects.</summary>
    internal static IReadOnlyList<string> Texts(JsonElement claims, string path)
    {
        foreach (var name in path.Split('.'))
            if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out claims)) return [];
        return claims.ValueKind switch
        {
            JsonValueKind.String => [claims.GetString()!],
            JsonValueKind.Array => [.. claims.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()!)],
            _ => [],
        };
    }

    private static IReadOnlyList<string> Audience(JsonElement claims) => Texts(claims, "aud");

    private static JsonElement Claims(string? token)
    {
        if (token is not { Length: > 0 and <= MaxLength } || token.Split('.') is not [_, var payload, _]) throw Fault("expected three parts, found something else");
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Fault("expected claims, found something else");
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw Fault("expected claims, found something else");
        }
    }

    private static AuthenticationFailureException Fault(string text) => new($"ID token: {text}");
}
