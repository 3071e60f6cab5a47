using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PathAlign.Messaging.Metrics;

/// <summary>
/// Gauges of stored things, looked up every few seconds. After a failed lookup they have no value: a store that does
/// not answer must not look as well as it did before.
/// </summary>
/// <param name="every">The time between two lookups.</param>
/// <param name="clock">Waits.</param>
/// <param name="log">Takes failed lookups.</param>
public abstract class PolledGauges(TimeSpan every, TimeProvider clock, ILogger log) : BackgroundService
{
    // one of its own: it ends with the process's services
    private readonly Meter _meter = new(RoundMetrics.MeterName);

    /// <summary>Creates the gauges, which read the result of the last lookup.</summary>
    protected abstract void Create(Meter meter);

    /// <summary>Looks everything up.</summary>
    protected abstract Task LookAsync(CancellationToken cancel);

    /// <summary>Takes back all values, until the next lookup.</summary>
    protected abstract void Forget();

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Create(_meter);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Forget();
                log.GaugesUnread(error);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
