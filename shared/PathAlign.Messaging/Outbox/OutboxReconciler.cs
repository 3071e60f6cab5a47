using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PathAlign.Messaging.Outbox;

/// <summary>Lets everything that stores events finish interrupted work: at start and then at intervals.</summary>
internal sealed class OutboxReconciler(
    IEnumerable<IReconciled> parts,
    IOptions<OutboxOptions> settings,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<OutboxReconciler> log) : BackgroundService
{
    private readonly OutboxOptions _options = settings.Value;
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken).ConfigureAwait(false);
        var before = _startedAt;   // this process is not working on anything that is older than itself
        var pending = _options.ReannounceAllAtStart ? parts.ToHashSet() : [];
        using var timer = new PeriodicTimer(_options.Interval, clock);
        do
        {
            foreach (var part in parts)
                await ReconcileAsync(part, before, pending, stoppingToken).ConfigureAwait(false);
            before = clock.GetUtcNow() - _options.Interval;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    // The bus loses what is published before its queues exist.
    private async Task StartedAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    private async Task ReconcileAsync(
        IReconciled part, DateTimeOffset before, HashSet<IReconciled> pending, CancellationToken cancel)
    {
        var pass = new ReconcilePass(before, clock.GetUtcNow() + _options.Interval, pending.Contains(part), log);
        try
        {
            await part.ReconcileAsync(pass, cancel).ConfigureAwait(false);
            pending.Remove(part);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.ReconcileFailed(part.GetType().Name, _options.IntervalSeconds, error);
        }
    }
}
