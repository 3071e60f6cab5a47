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

/// <summary>An OpenID Connect provider as far as the code flow with PKCE goes. Whoever comes is signed in at once, as the person that the test names.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    internal const string ClientId = "pathalign", ClientSecret = "a secret of these tests";
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();

    private TestProvider(WebApplication app) => _app = app;

    internal string Issuer => _app.Urls.Single();

    /// <summary>The claims of the next token, on top of issuer, audience, nonce and expiry.</summary>
    internal JsonObject Person { get; set; } = new() { ["sub"] = "42", ["preferred_username"] = "Anna.B@lab.org", ["roles"] = new JsonArray("pathalign-rater") };

    /// <summary>The token as it is sent.</summary>
    internal Func<string, string> Token { get; set; } = token => token;

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
            ["token_endpoint"] = $"{provider.Issuer}/token",
        }));
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.ExchangeAsync);
        await app.StartAsync();
        return provider;
    }

    /// <summary>The settings of a service that trusts it.</summary>
    internal (string, string)[] Settings => [("Oidc:Issuer", Issuer), ("Oidc:ClientId", ClientId), ("Oidc:ClientSecret", ClientSecret), ("Oidc:Label", "Sign in at the lab")];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["code_challenge_method"] != "S256" || !query["scope"].ToString().Split(' ').Contains("openid")) return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["code_challenge"].ToString(), query["nonce"].ToString());
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret) return Results.Unauthorized();
        var verified = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var asked) || asked.Challenge != verified) return Results.BadRequest(new { error = "invalid_grant" });
        var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = ClientId, ["nonce"] = asked.Nonce, ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds() };
        foreach (var (name, value) in Person) claims[name] = value?.DeepClone();
        string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
        var token = $"{Part(new JsonObject { ["alg"] = "RS256" })}.{Part(claims)}.c2lnbmF0dXJl";
        return Results.Json(new JsonObject { ["access_token"] = "unused", ["token_type"] = "Bearer", ["id_token"] = Token(token) });
    }
}
