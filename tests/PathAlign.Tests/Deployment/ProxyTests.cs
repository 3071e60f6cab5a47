using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Hosting.Composition;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>What a service believes of the proxy before it, and which host names it answers.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("127.0.0.0/8", "https 203.0.113.7")]
    [InlineData("10.0.0.0/8;127.0.0.1/32", "https 203.0.113.7")]
    [InlineData("10.0.0.0/8", "http 127.0.0.1")]
    [InlineData("", "http 127.0.0.1")]
    public async Task A_proxy_that_ends_TLS_is_believed_if_its_network_is_trusted(string networks, string expected)
    {
        await using var app = await StartAsync(("TrustedNetworks", networks));
        using var http = new HttpClient
        {
            DefaultRequestHeaders = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.7" } },
        };

        Assert.Equal(expected, await http.GetStringAsync(app.Urls.Single()));
    }

    [Fact]
    public async Task A_client_that_forges_the_header_does_not_hide_behind_the_proxy()
    {
        await using var app = await StartAsync(("TrustedNetworks", "127.0.0.0/8"));
        using var http = new HttpClient
        {
            DefaultRequestHeaders =
            {
                { "X-Forwarded-Proto", "http, https" },
                { "X-Forwarded-For", "198.51.100.1, 203.0.113.7" },
            },
        };

        Assert.Equal("https 203.0.113.7", await http.GetStringAsync(app.Urls.Single()));
    }

    [Theory]
    [InlineData("pathalign.example", "/", 200)]
    [InlineData("evil.example", "/", 400)]
    [InlineData("127.0.0.1", "/", 400)]
    [InlineData("10.1.2.3", "/health/live", 200)]
    public async Task Only_allowed_host_names_are_answered(string host, string path, int expected)
    {
        await using var app = await StartAsync(("AllowedHosts", "pathalign.example;*.lab.example"));
        using var http = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single() + path) { Headers = { Host = host } };

        Assert.Equal((HttpStatusCode)expected, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Without_a_setting_only_this_machine_is_answered()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();
        var other = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single()) { Headers = { Host = "lab.example" } };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(app.Urls.Single())).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(other)).StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("everyone")]
    [InlineData("10.0.0.0/99")]
    public async Task What_is_no_network_stops_the_process(string networks)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(("TrustedNetworks", networks)));

        Assert.Contains("Http:TrustedNetworks: expected networks such as", error.Message);
    }

    private static async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = HostSettings.CreateBuilder(null);
        foreach (var (key, value) in settings) builder.Configuration[$"Http:{key}"] = value;
        builder.Logging.ClearProviders();
        builder.AddHttp();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", (HttpContext http) => $"{http.Request.Scheme} {http.Connection.RemoteIpAddress}");
        app.MapGet("/health/live", () => "");
        await app.StartAsync();
        return app;
    }
}
