using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using PathAlign.Tests.Storage;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// Glewlwyd, a provider that is a product, with a person of each kind; started once for the tests of a class.
/// </summary>
public sealed class Glewlwyd : IAsyncLifetime
{
    internal const string Rater =
        "Anna.B@lab.org", Operator = "kim", Visitor = "guest", ClientSecret = "a secret of these tests";
    private const string ClientId = "pathalign", Password = "correct horse battery";
    private readonly int _port = TestServer.FreePorts(2);
    private TestServer _server = null!;

    /// <summary>Where the service has to listen: the provider sends nobody back to another place.</summary>
    internal int ServicePort => _port + 1;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        "oidc.sh", $"{_port}", $"http://127.0.0.1:{ServicePort}/api/v1/sign-in/oidc/callback", ClientId, ClientSecret,
        $"{Rater}:{Password}:pathalign-rater,visitor", $"{Operator}:{Password}:pathalign-rater,pathalign-operator",
            $"{Visitor}:{Password}:");

    /// <summary>The settings of a service that trusts it.</summary>
    internal (string, string)[] Settings(string secret) =>
        [
            ("Oidc:Issuer", _server.Address),
            ("Oidc:ClientId", ClientId),
            ("Oidc:ClientSecret", secret),
            ("Oidc:Label", "Sign in at the lab"),
        ];

    /// <summary>
    /// Sends what its page would send for a person, password and consent, and returns the way back to the service.
    /// </summary>
    internal async Task<Uri> VouchAsync(CookieContainer cookies, Uri page, string person)
    {
        using var http = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        { BaseAddress = page };
        (
            await http.PostAsJsonAsync("/api/auth", new { username = person, password = Password }))
                .EnsureSuccessStatusCode();
        (
            await http.PutAsJsonAsync($"/api/auth/grant/{ClientId}", new { scope = "openid profile" }))
                .EnsureSuccessStatusCode();
        return (
            await http.GetAsync($"{QueryHelpers.ParseQuery(page.Query)["callback_url"]}&g_continue")).Headers.Location!;
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
