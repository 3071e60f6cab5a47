using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Works on the jobs of this process's handlers: the stages beside each other, within a stage one job at a time.
/// </summary>
internal sealed class JobWorker(
    IEnumerable<JobRegistration> registrations,
    JobStore jobs,
    JobWake wake,
    JobRunner runner,
    IOptions<JobOptions> settings,
    TimeProvider clock,
    ILogger<JobWorker> log) : BackgroundService
{
    private static readonly TimeSpan ErrorPause = TimeSpan.FromSeconds(2);
    private readonly JobOptions _options = settings.Value;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.TakeOverAtStart) await jobs.GiveBackAllAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            registrations.GroupBy(r => r.Stage).Select(
                stage => Task.Run(() => WorkAsync(stage.Key, [.. stage], stoppingToken), CancellationToken.None)));

    private async Task WorkAsync(string stage, IReadOnlyList<JobRegistration> handlers, CancellationToken stop)
    {
        foreach (var handler in handlers) wake.Serve(handler.Queue.Name, stage);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(handlers, stop).ConfigureAwait(false))
                    await wake.WaitAsync(stage, TimeSpan.FromSeconds(_options.PollSeconds), stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                log.StageLoopFailed(stage, error);
                await Task.Delay(ErrorPause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> RunNextAsync(IReadOnlyList<JobRegistration> handlers, CancellationToken stop)
    {
        foreach (var handler in handlers)
        {
            var owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
            var job = await jobs.ClaimAsync(handler.Queue.Name, owner, _options.Lease, stop).ConfigureAwait(false);
            if (job is null) continue;
            await runner.RunAsync(handler, job, stop).ConfigureAwait(false);
            return true;
        }
        return false;
    }
}
