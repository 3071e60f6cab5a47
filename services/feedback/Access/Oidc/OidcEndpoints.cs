using System.Text.Json;

namespace PathAlign.Feedback.Access.Oidc;

/// <summary>Where a provider answers.</summary>
/// <param name="Authorization">Where browsers go to sign in.</param>
/// <param name="Token">Where the service gets what a code stands for.</param>
internal sealed record OidcEndpoints(string Authorization, string Token)
{
    /// <summary>Reads a discovery document (OpenID Connect Discovery 1.0, sections 3 and 4.3).</summary>
    /// <exception cref="InvalidDataException">It is of another issuer, or an endpoint is missing or not safe.</exception>
    internal static OidcEndpoints Read(JsonElement document, string issuer)
    {
        if (Text(document, "issuer") is var named && named != issuer) throw new InvalidDataException($"discovery: expected the issuer '{issuer}', found '{named}'");
        return new OidcEndpoints(Endpoint(document, "authorization_endpoint"), Endpoint(document, "token_endpoint"));
    }

    private static string Endpoint(JsonElement document, string name) =>
        Text(document, name) is { } address && OidcOptions.IsSafe(address) ? address : throw new InvalidDataException($"discovery: {name}: expected an https address, found '{Text(document, name)}'");

    private static string? Text(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
