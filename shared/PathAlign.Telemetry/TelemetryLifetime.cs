using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace PathAlign.Telemetry;

/// <summary>Makes the providers listen from the start, and sends the rest at the end.</summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    private static readonly int _limitMilliseconds = 5000;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;   // both were built for the constructor

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => traces.ForceFlush(_limitMilliseconds), cancellationToken).ConfigureAwait(false);
        await Task.Run(() => metrics.ForceFlush(_limitMilliseconds), cancellationToken).ConfigureAwait(false);
    }
}
