using MassTransit;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>Takes a handler's reports, as many as come, and publishes the latest at most once a second.</summary>
internal sealed class ProgressReport : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _reporting = new();
    private readonly JobDocument _job;
    private readonly IBus _bus;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Task _publishing;
    private JobProgress? _published;
    private (long Timestamp, long Done)? _first;

    internal ProgressReport(JobDocument job, IBus bus, TimeProvider clock, ILogger log)
    {
        (_job, _bus, _clock, _log) = (job, bus, clock, log);
        Latest = _published = job.Progress;
        _publishing = PublishEverySecondAsync();
    }

    internal JobProgress? Latest { get; private set; }

    internal void Report(long done, long total, string? note)
    {
        lock (_reporting)
        {
            var now = _clock.GetTimestamp();
            // A job that resumes begins with units that another try has done; they say nothing about the speed of this
            // one.
            _first ??= (now, done);
            var (since, base0) = _first.Value;
            var secondsLeft = done > base0 && total > done
                ? _clock.GetElapsedTime(since, now).TotalSeconds / (done - base0) * (total - done)
                : 0;
            Latest = new(done, total, note, Math.Round(secondsLeft, 1));
        }
    }

    /// <summary>Publishes what was reported last and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _publishing.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(LastWord);
        await PublishAsync(limit.Token).ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task PublishEverySecondAsync()
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
                await PublishAsync(_ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // the job has ended
        }
    }

    private async Task PublishAsync(CancellationToken cancel)
    {
        if (Latest is not { } progress || progress == _published) return;
        try
        {
            await _bus.Publish(new StageProgressed
            {
                RoundId = _job.RoundId,
                PlanKey = _job.PlanKey,
                Stage = _job.Stage,
                JobId = _job.Id,
                Done = progress.Done,
                Total = progress.Total,
                Note = progress.Note,
                SecondsLeft = progress.SecondsLeft,
            }, cancel).ConfigureAwait(false);
            _published = progress;
        }
        catch (Exception error) when (!_ended.IsCancellationRequested || error is not OperationCanceledException)
        {
            _log.ProgressUnpublished(_job.Id, error);   // watchers miss a word; the job goes on
        }
        catch (OperationCanceledException)
        {
            // ended in between; the last word follows
        }
    }
}
