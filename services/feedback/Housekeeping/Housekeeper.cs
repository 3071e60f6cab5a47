using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Retention;

namespace PathAlign.Feedback.Housekeeping;

/// <summary>
/// Runs erasures and sweeps: at start, every minute, and when it is woken. The feedback service does this because it
/// owns most of what is removed and has both stores; the folders of workers are removed by the workers.
/// </summary>
internal sealed class Housekeeper(Erasures erasures, Sweeps sweeps, ILogger<Housekeeper> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _woken = new(0);

    /// <summary>Begins what was just asked for.</summary>
    internal void Wake() => _woken.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            await TryAsync(() => erasures.RunAsync(stoppingToken), stoppingToken);
            await TryAsync(() => sweeps.RunAsync(stoppingToken), stoppingToken);
            await ((Task)_woken.WaitAsync(_every, stoppingToken))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stoppingToken.IsCancellationRequested);
    }

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
    }

    private async Task TryAsync(Func<Task> act, CancellationToken cancel)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.HousekeepingFailed(error);   // tried again in a minute
        }
        catch (OperationCanceledException)
        {
            // the service stops; the next start continues
        }
    }
}
