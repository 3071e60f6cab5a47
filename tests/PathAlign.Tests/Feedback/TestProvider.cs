using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// An OpenID Connect provider as far as the code flow with PKCE goes, with a key of its own. Whoever comes is
/// signed in at once, as the person that the test names.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    internal const string ClientId = "pathalign", ClientSecret = "a secret of these tests";
    // Making a key takes a processor for a noticeable time: the same three serve all providers.
    private static readonly Lazy<RSAParameters> _firstKey = new(NewKey), _nextKey = new(NewKey);
    private static readonly Lazy<RSAParameters> _alienKey = new(NewKey);
    private readonly WebApplication _app;
    private RSA _key = RSA.Create(_firstKey.Value);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();

    private TestProvider(WebApplication app) => _app = app;

    internal string Issuer => _app.Urls.Single();

    /// <summary>The claims of the next token, on top of issuer, audience, nonce and expiry.</summary>
    internal JsonObject Person { get; set; } = new()
    {
        ["sub"] = "42",
        ["preferred_username"] = "Anna.B@lab.org",
        ["roles"] = new JsonArray("pathalign-rater"),
    };

    /// <summary>The token as it is sent.</summary>
    internal Func<string, string> Token { get; set; } = token => token;

    /// <summary>Whether browsers are still sent back, but codes are no longer exchanged.</summary>
    internal bool ExchangesNothing { get; set; }

    /// <summary>The endpoint for codes, as the discovery document names it.</summary>
    internal string? NamesTokenEndpoint { get; set; }

    /// <summary>What the discovery document says its issuer is.</summary>
    internal string? NamesItself { get; set; }

    internal static async Task<TestProvider> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var provider = new TestProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new JsonObject
        {
            ["issuer"] = provider.NamesItself ?? provider.Issuer,
            ["authorization_endpoint"] = $"{provider.Issuer}/authorize",
            ["token_endpoint"] = provider.NamesTokenEndpoint ?? $"{provider.Issuer}/token",
            ["jwks_uri"] = $"{provider.Issuer}/keys",
        }));
        app.MapGet("/keys", provider.Keys);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.ExchangeAsync);
        await app.StartAsync();
        return provider;
    }

    /// <summary>The settings of a service that trusts it.</summary>
    internal (string, string)[] Settings =>
        [
            ("Oidc:Issuer", Issuer),
            ("Oidc:ClientId", ClientId),
            ("Oidc:ClientSecret", ClientSecret),
            ("Oidc:Label", "Sign in at the lab"),
        ];

    /// <summary>Signs with another key from now on, and publishes that alone.</summary>
    internal void ChangeKey() => _key = RSA.Create(_nextKey.Value);

    /// <summary>The same token, signed by a key that this provider does not publish.</summary>
    internal static string SignedByAnother(string token)
    {
        using var key = RSA.Create(_alienKey.Value);
        return Sign(token[..token.LastIndexOf('.')], key);
    }

    /// <summary>The token with another header, and a signature by HMAC under a secret.</summary>
    internal static string SignedByHmac(string token, byte[] secret)
    {
        var text = $"{Part(Header("HS256"))}.{token.Split('.')[1]}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>The token with the algorithm <c>none</c>, with or without the signature that it had.</summary>
    internal static string Unsigned(string token, bool keepSignature) =>
        $"{Part(Header("none"))}.{token.Split('.')[1]}.{(keepSignature ? token.Split('.')[2] : "")}";

    /// <summary>The token with a claim changed under the signature that it had.</summary>
    internal static string Tampered(string token, string claim, JsonNode value)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims[claim] = value;
        return $"{parts[0]}.{Part(claims)}.{parts[2]}";
    }

    /// <summary>Its public key as everybody can read it.</summary>
    internal byte[] PublicKey => Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RSAParameters NewKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(includePrivateParameters: true);
    }

    private static string Part(JsonObject part) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static JsonObject Header(string algorithm) => new() { ["alg"] = algorithm, ["typ"] = "JWT" };

    private static string Sign(string text, RSA key)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private IResult Keys()
    {
        var key = _key.ExportParameters(false);
        return Results.Json(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        });
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (
            query["client_id"] != ClientId
                || query["code_challenge_method"] != "S256"
                || !query["scope"].ToString().Split(' ').Contains("openid"))
            return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["code_challenge"].ToString(), query["nonce"].ToString());
        return Results.Redirect(
            $"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        if (ExchangesNothing)
        {
            request.HttpContext.Abort();
            return Results.Empty;
        }
        var form = await request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret) return Results.Unauthorized();
        var verified = Base64Url.EncodeToString(
            SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var asked) || asked.Challenge != verified)
            return Results.BadRequest(new { error = "invalid_grant" });
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["nonce"] = asked.Nonce,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in Person) claims[name] = value?.DeepClone();
        var token = Token(Sign($"{Part(Header("RS256"))}.{Part(claims)}", _key));
        return Results.Json(
            new JsonObject { ["access_token"] = "unused", ["token_type"] = "Bearer", ["id_token"] = token });
    }
}
