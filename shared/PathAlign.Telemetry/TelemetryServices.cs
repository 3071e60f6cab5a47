using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Messaging.Settings;

namespace PathAlign.Telemetry;

/// <summary>Traces, metrics and logs by OTLP over http/protobuf, where an endpoint is set; nothing otherwise.</summary>
public static class TelemetryServices
{
    // RabbitMQ.Client's own source is left out: its deliveries would begin traces of their own.
    private static readonly string[] _sources = [JobTrace.SourceName, "PathAlign.Feedback", "MassTransit", "Microsoft.AspNetCore", "System.Net.Http"];

    private static readonly string[] _meters =
        [RoundMetrics.MeterName, "MassTransit", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    /// <summary>Adds the exporters. Called before all other services, so that the last of them is still heard.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The service's name, without the product's.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        builder.Services.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
        var options = builder.Configuration.GetSection(TelemetryOptions.Section);
        var endpoint = options[nameof(TelemetryOptions.Endpoint)] is { Length: > 0 } set ? set : Environment.GetEnvironmentVariable(TelemetryOptions.EndpointVariable);
        // A wrong one is left to the check at start, which says so in a sentence.
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https")) return;

        // Without it the requests' activities have no tags.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var resource = ResourceBuilder.CreateDefault().AddService($"pathalign-{service}", "pathalign", typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3));
        var share = options.GetValue<double?>(nameof(TelemetryOptions.TraceShare)) ?? new TelemetryOptions().TraceShare;
        var seconds = options.GetValue<int?>(nameof(TelemetryOptions.MetricsSeconds)) ?? new TelemetryOptions().MetricsSeconds;
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(_sources)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(Math.Clamp(share, 0, 1))))
            .AddProcessor(new HealthRequests()).AddOtlpExporter(otlp => Send(otlp, collector, "traces")).Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(_meters)
            .AddOtlpExporter((otlp, reader) =>
            {
                Send(otlp, collector, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Math.Max(1, seconds) * 1000;
            }).Build());
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource).AddOtlpExporter(otlp => Send(otlp, collector, "logs"));
            logs.IncludeFormattedMessage = true;
        });
        builder.Services.AddSingleton<GpuMemory>().AddHostedService<TelemetryLifetime>();
    }

    /// <summary>Gives the requests' activities their route and status.</summary>
    public static void UseRequestTelemetry(this IApplicationBuilder app) => app.Use(RequestTags.SetAsync);

    private static void Send(OtlpExporterOptions otlp, Uri collector, string signal) =>
        (otlp.Protocol, otlp.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri($"{collector.ToString().TrimEnd('/')}/v1/{signal}"));   // set in code, it is taken as it is
}
