using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging.Settings;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Sessions of browsers behind a proxy that ends TLS.</summary>
public sealed class ProxiedSessionTests
{
    private const string Password = "correct horse battery", Path = "/api/v1/session";
    private const string Name = "pathalign.example", Cookie = "__Host-pathalign-session";

    [Fact]
    public async Task Behind_a_trusted_proxy_the_cookie_is_for_this_host_over_https_alone()
    {
        await using var host = await StartAsync("127.0.0.0/8");

        var answer = await SignInAsync(host);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (token, attributes) = Read(answer);
        Assert.Equal(["httponly", "path=/", "samesite=strict", "secure"], attributes);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(host, $"{Cookie}={token}"));
        // a name that any http page of the host could set
        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync(host, $"pathalign-session={token}"));
    }

    [Fact]
    public async Task A_proxy_that_nobody_trusts_makes_no_https()
    {
        await using var host = await StartAsync("10.0.0.0/8");

        var answer = await ExpectProblem.Async(403, "https-required", SignInAsync(host));

        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("10.0.0.0/8", HttpStatusCode.Forbidden)]
    public async Task A_key_counts_only_where_nobody_on_the_way_reads_it(string trusted, HttpStatusCode expected)
    {
        await using var host = await StartAsync(trusted);
        var request = Forwarded(HttpMethod.Get);
        request.Headers.Authorization = new("Bearer", await host.RegisterAsync("app", RaterRole.Service));

        var answer = await host.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.Forbidden)
            Assert.Contains("https-required", await answer.Content.ReadAsStringAsync());
    }

    private static async Task<FeedbackHost> StartAsync(string trusted)
    {
        var stores = new FeedbackStores
        {
            Instead = services =>
            {
                services.AddSettings<HttpOptions>(HttpOptions.Section);
                Edge.AddTo(services);
            },
        };
        var host = await FeedbackHost.StartAsync(
            stores, settings: [("Http:TrustedNetworks", trusted), ("Http:AllowedHosts", Name)]);
        await host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, Password);
        return host;
    }

    private static Task<HttpResponseMessage> SignInAsync(FeedbackHost host)
    {
        var request = Forwarded(HttpMethod.Post);
        request.Content = JsonContent.Create(new { name = "anna", password = Password });
        return host.Client.SendAsync(request);
    }

    private static async Task<HttpStatusCode> SessionAsync(FeedbackHost host, string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = host.Client.BaseAddress,
        };
        var request = Forwarded(HttpMethod.Get);
        request.Headers.Add("Cookie", cookie);
        return (await client.SendAsync(request)).StatusCode;
    }

    private static HttpRequestMessage Forwarded(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, Path) { Headers = { Host = Name } };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        return request;
    }

    private static (string Token, string[] Attributes) Read(HttpResponseMessage answer)
    {
        var parts = answer.Headers.GetValues("Set-Cookie").Single().Split("; ");
        Assert.StartsWith($"{Cookie}=", parts[0]);
        return (
            parts[0][(Cookie.Length + 1)..],
            [
                .. parts.Skip(1).Select(part => part.ToLowerInvariant())
                    .Where(part => !part.StartsWith("expires=", StringComparison.Ordinal)
                        && !part.StartsWith("max-age=", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
            ]);
    }
}
