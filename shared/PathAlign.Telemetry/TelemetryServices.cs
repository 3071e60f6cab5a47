using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Messaging.Outbox;
using PathAlign.Messaging.Settings;

namespace PathAlign.Telemetry;

/// <summary>Sends traces, metrics and logs by OTLP over http/protobuf if an endpoint is set.</summary>
public static class TelemetryServices
{
    // The source of RabbitMQ.Client is left out: its deliveries would begin separate traces.
    private static readonly string[] _sources = [StoredTrace.SourceName, "MassTransit"];

    private static readonly string[] _meters = [RoundMetrics.MeterName, "MassTransit"];

    /// <summary>
    /// Adds the exporters. They send remaining data when the services are disposed.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The service's name, without the product's.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        builder.Services.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
        var options = builder.Configuration.GetSection(TelemetryOptions.Section);
        var endpoint = options[nameof(TelemetryOptions.Endpoint)] is { Length: > 0 } set
            ? set
            : Environment.GetEnvironmentVariable(TelemetryOptions.EndpointVariable);
        // The check at start-up reports an invalid address in one sentence.
        if (
            !Uri.TryCreate(endpoint, UriKind.Absolute, out var collector)
                || collector.Scheme is not ("http" or "https"))
            return;

        var version = typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3);
        var instance = Guid.NewGuid().ToString();   // one for all three signals
        var share = options.GetValue<double?>(nameof(TelemetryOptions.TraceShare)) ?? new TelemetryOptions().TraceShare;
        var seconds = options.GetValue<int?>(nameof(TelemetryOptions.MetricsSeconds))
            ?? new TelemetryOptions().MetricsSeconds;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService($"pathalign-{service}", "pathalign", version, false, instance))
            .WithTracing(traces => traces.AddSource(_sources)
                // Requests of probes are left out: they are frequent and have no effect.
                .AddAspNetCoreInstrumentation(requests =>
                    requests.Filter = http => !http.Request.Path.StartsWithSegments("/health"))
                .AddHttpClientInstrumentation()
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(Math.Clamp(share, 0, 1))))
                .AddOtlpExporter(otlp => Send(otlp, collector, "traces")))
            .WithMetrics(metrics => metrics.AddMeter(_meters)
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
                .AddInstrumentation(() => new GpuMemory())
                .AddInstrumentation(
                    services => new DiskSpace(services.GetRequiredService<IOptions<JobOptions>>().Value.WorkRoot))
                .AddOtlpExporter((otlp, reader) =>
                {
                    Send(otlp, collector, "metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                        Math.Max(1, seconds) * 1000;
                }))
            .WithLogging(
                logs => logs.AddOtlpExporter(otlp => Send(otlp, collector, "logs")),
                logs => logs.IncludeFormattedMessage = true);
    }

    private static void Send(OtlpExporterOptions otlp, Uri collector, string signal)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        // An endpoint that is set in code is used unchanged.
        otlp.Endpoint = new Uri($"{collector.ToString().TrimEnd('/')}/v1/{signal}");
    }
}
