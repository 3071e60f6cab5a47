using Microsoft.Extensions.Logging;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// A worker's hold on one job: renewed on a timer, and lost when another took the job, an operator cancelled it, or the
/// store was away for too long.
/// </summary>
internal sealed class JobLease : IAsyncDisposable
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly JobStore _jobs;
    private readonly JobDocument _job;
    private readonly JobOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Task _renewing;

    internal JobLease(
        JobStore jobs,
        JobDocument job,
        Func<JobProgress?> progress,
        JobOptions options,
        TimeProvider clock,
        ILogger log)
    {
        (_jobs, _job, _options, _clock, _log) = (jobs, job, options, clock, log);
        Lost = _lost.Token;
        _renewing = RenewAsync(progress);
    }

    /// <summary>Cancelled when the job is no longer this worker's.</summary>
    internal CancellationToken Lost { get; }

    /// <summary>
    /// Stores how the try ended, if the job is still this worker's; null otherwise. While the store is away this waits
    /// for it, unless the process stops: nobody else can take the job either.
    /// </summary>
    internal async Task<JobDocument?> EndAsync(Func<JobDocument, JobDocument> change, CancellationToken stop)
    {
        await StopRenewingAsync().ConfigureAwait(false);
        while (true)
        {
            try
            {
                using var limit = new CancellationTokenSource(StoreLimit);
                return await _jobs.UpdateAsync(
                    _job.Id,
                    job => Holds(job) ? change(job) with { LeaseOwner = null } : null,
                    limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                _log.StoreUnreachable(_job.Id, error);
                await Task.Delay(StorePause, _clock, stop).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopRenewingAsync().ConfigureAwait(false);
        _ended.Dispose();
        _lost.Dispose();
    }

    private bool Holds(JobDocument job) => job.State == JobState.Running && job.LeaseOwner == _job.LeaseOwner;

    private async Task StopRenewingAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
    }

    private async Task RenewAsync(Func<JobProgress?> progress)
    {
        var renewedAt = _clock.GetTimestamp();   // not the wall clock: it may jump
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.HeartbeatSeconds), _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
            {
                var began = _clock.GetTimestamp();
                if (await TryRenewAsync(progress()).ConfigureAwait(false) is not { } held)
                    held = _clock.GetElapsedTime(renewedAt) < _options.Lease;
                else if (held) renewedAt = began;
                if (held) continue;
                _log.LeaseLost(_job.Queue, _job.Id);
                await _lost.CancelAsync().ConfigureAwait(false);
                return;
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // the try has ended
        }
    }

    /// <summary>Whether the job is still ours; null when the store did not say.</summary>
    private async Task<bool?> TryRenewAsync(JobProgress? progress)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        limit.CancelAfter(_options.Lease);
        try
        {
            return await _jobs.UpdateAsync(
                _job.Id,
                job =>
                    Holds(job)
                        ? job with { DueAt = _jobs.Now + (long)_options.Lease.TotalMilliseconds, Progress = progress }
                        : null,
                limit.Token).ConfigureAwait(false) is not null;
        }
        catch (Exception error) when (!_ended.IsCancellationRequested)
        {
            _log.StoreUnreachable(_job.Id, error);
            return null;
        }
    }
}
