using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Jobs;

/// <summary>Announces outcomes that were stored by a process that ended before it could announce them.</summary>
internal sealed class Reconciler(
    JobStore jobs,
    Announcer announcer,
    IOptions<JobOptions> settings,
    TimeProvider clock,
    ILogger<Reconciler> log) : BackgroundService
{
    private readonly JobOptions _options = settings.Value;
    private bool _reannounced;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_options.ReannounceAllAtStart && !_reannounced)
                    await ReannounceOpenRoundsAsync(stoppingToken).ConfigureAwait(false);
                _reannounced = true;
                foreach (var state in new[] { JobState.Done, JobState.Failed })
                    await AnnounceForgottenAsync(state, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.ReconcileFailed(_options.ReconcileSeconds, error);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromSeconds(_options.ReconcileSeconds), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnnounceForgottenAsync(JobState state, CancellationToken cancel)
    {
        // Younger ones are most likely being announced right now; those of the future were stored by a clock that was
        // put back since.
        var pass = (long)(_options.ReconcileSeconds * 1000);
        foreach (
            var age in new[]
            {
                Condition.Below("updatedAt", jobs.Now - pass),
                Condition.Above("updatedAt", jobs.Now + pass),
            })
            await foreach (
                var (_, job) in jobs.AllAsync(
                    [Condition.Is("announced", false), JobStore.InState(state), age], "updatedAt", cancel)
                    .ConfigureAwait(false))
                await AnnounceAsync(job, cancel).ConfigureAwait(false);
    }

    private async Task ReannounceOpenRoundsAsync(CancellationToken cancel)
    {
        var ended = new HashSet<string>();
        await foreach (
            var (_, job) in jobs.AllAsync([Condition.Is("endsRound", true)], "createdAt", cancel)
                .ConfigureAwait(false))
            ended.Add(job.RoundId);
        await foreach (
            var (_, job) in jobs.AllAsync([JobStore.InState(JobState.Done)], "createdAt", cancel)
                .ConfigureAwait(false))
            // the last word too: whoever acts on it may not have heard it
            if (job.EndsRound || !ended.Contains(job.RoundId))
                await AnnounceAsync(job, cancel).ConfigureAwait(false);
    }

    private async Task AnnounceAsync(JobDocument job, CancellationToken cancel)
    {
        await announcer.AnnounceAsync(job, cancel).ConfigureAwait(false);
        log.Reannounced(job.Queue, job.Id, job.RoundId);
    }
}
