using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PathAlign.Bench;

/// <summary>
/// Measures clients and an idle server on this machine: an endpoint that only reads the body and returns 201.
/// </summary>
internal static class BareHttp
{
    /// <summary>Answered requests per second; each client sends one after another.</summary>
    internal static async Task<double> PerSecondAsync(int clients, int requests, Func<HttpRequestMessage> request)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("{**path}", async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            http.Response.StatusCode = StatusCodes.Status201Created;
        });
        await app.StartAsync();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable.Range(0, clients)
                .Select(_ => Task.Run(() => SendAsync(new Uri(app.Urls.Single()), requests / clients, request))));
        return requests / clock.Elapsed.TotalSeconds;
    }

    private static async Task SendAsync(Uri address, int requests, Func<HttpRequestMessage> request)
    {
        using var client = new HttpClient { BaseAddress = address };
        for (var i = 0; i < requests; i++)
        {
            using var message = request();
            using var answer = await client.SendAsync(message);
            answer.EnsureSuccessStatusCode();
        }
    }
}
