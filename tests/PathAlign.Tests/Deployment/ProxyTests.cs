using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PathAlign.Hosting.Composition;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>What a service believes of the proxy before it. The switch is a variable of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class ProxyTests : IDisposable
{
    private const string Switch = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    public void Dispose() => Environment.SetEnvironmentVariable(Switch, null);

    [Theory]
    [InlineData("true", "https")]
    [InlineData(null, "http")]
    public async Task A_proxy_that_ends_TLS_is_believed_where_the_switch_says_so(string? value, string expected)
    {
        Environment.SetEnvironmentVariable(Switch, value);
        var builder = HostSettings.CreateBuilder(null);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/", (HttpRequest request) => request.Scheme);
        await app.StartAsync();
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-Forwarded-Proto", "https" } } };

        Assert.Equal(expected, await http.GetStringAsync(app.Urls.Single()));
    }
}
