using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace PathAlign.Telemetry;

/// <summary>Makes the providers listen from the start, and sends the rest at the end.</summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics, GpuMemory gpu) : IHostedService
{
    private const int LimitMilliseconds = 5000;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        gpu.Watch();   // the providers listen since they were built for the constructor
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => traces.ForceFlush(LimitMilliseconds), cancellationToken).ConfigureAwait(false);
        await Task.Run(() => metrics.ForceFlush(LimitMilliseconds), cancellationToken).ConfigureAwait(false);
    }
}
