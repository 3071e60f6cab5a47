using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PathAlign.Telemetry;
using Xunit;

namespace PathAlign.Tests.Telemetry;

/// <summary>
/// What a service sends to a collector, and what it does not. Other tests of the process may send requests
/// meanwhile.
/// </summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private OtlpReceiver _collector = null!;

    public async ValueTask InitializeAsync() => _collector = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _collector.DisposeAsync();

    [Fact]
    public async Task Requests_in_and_out_are_one_trace_named_by_route_without_the_values_of_their_queries()
    {
        await SendAsync("items/7?code=very-secret&state=as-secret");

        var taken = Assert.Single(_collector.Spans, span => span.Name == "GET /items/{id}");
        var trace = _collector.Spans.Where(span => span.TraceId == taken.TraceId).ToList();
        Assert.Equal("pathalign-toy", taken.Service);
        Assert.Equal(["Microsoft.AspNetCore", "System.Net.Http"], trace.Select(span => span.Source).Order());
        Assert.Equal("/items/7", taken.Tags["url.path"]);
        Assert.DoesNotContain(trace.SelectMany(span => span.Tags.Values), value => value.Contains("secret"));
    }

    [Fact]
    public async Task Probes_are_not_traced()
    {
        await SendAsync("health/live", "items/7");

        var taken = _collector.Spans.Where(span => span.Source == "Microsoft.AspNetCore").ToList();
        Assert.DoesNotContain(taken, span => span.Name.Contains("health"));
        Assert.Contains(taken, span => span.Name == "GET /items/{id}");
    }

    [Fact]
    public async Task What_was_measured_and_logged_last_is_sent_when_the_service_stops()
    {
        await SendAsync("items/7");   // metrics go every hour

        Assert.Superset(
            new HashSet<string>(
                ["http.server.request.duration", "http.client.request.duration", "dotnet.process.memory.working_set"]),
            _collector.Metrics.Keys.ToHashSet());
        Assert.Contains(_collector.Logs, log => log is { Event: "ItemServed", TraceId.Length: > 0 });
    }

    [Fact]
    public async Task Without_a_collector_nothing_is_measured()
    {
        await using var app = Build("");

        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
    }

    private static WebApplication Build(string collector)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Telemetry:Endpoint"] = collector,
            ["Telemetry:MetricsSeconds"] = "3600",
        });
        builder.AddTelemetry("toy");
        var app = builder.Build();
        app.MapGet("/items/{id}", () => app.Logger.LogInformation(new EventId(1, "ItemServed"), "served"));
        app.MapGet("/health/live", () => "");
        return app;
    }

    private async Task SendAsync(params string[] paths)
    {
        await using var app = Build(_collector.Address);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var path in paths) (await http.GetAsync(path)).EnsureSuccessStatusCode();
        await app.StopAsync();
    }
}
