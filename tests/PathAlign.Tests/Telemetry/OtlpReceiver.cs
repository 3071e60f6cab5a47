using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PathAlign.Tests.Telemetry;

/// <summary>Stands in for a collector: takes OTLP over http/protobuf and keeps what it reads from it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, OtlpMetric> _metrics = new();
    private readonly ConcurrentQueue<OtlpLog> _logs = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    internal string Address => _app.Urls.Single();

    internal IReadOnlyCollection<OtlpSpan> Spans => _spans;

    internal IReadOnlyDictionary<string, OtlpMetric> Metrics => _metrics;

    internal IReadOnlyCollection<OtlpLog> Logs => _logs;

    internal static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http, string signal)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var message = new ProtobufMessage(body.ToArray());
        if (signal == "traces") foreach (var span in OtlpSpan.Read(message)) _spans.Enqueue(span);
        if (signal == "metrics") foreach (var metric in OtlpMetric.Read(message)) _metrics[metric.Name] = metric;
        if (signal == "logs") foreach (var log in OtlpLog.Read(message)) _logs.Enqueue(log);
        http.Response.ContentType = "application/x-protobuf";
    }
}
