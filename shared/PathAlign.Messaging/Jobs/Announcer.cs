using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.Outbox;

namespace PathAlign.Messaging.Jobs;

/// <summary>Announces the outcomes of jobs, and events that no job produces. Everything is stored first.</summary>
public sealed class Announcer
{
    private const string Announcement = "announcement";

    private readonly JobStore _jobs;
    private readonly Outbox<JobDocument> _outbox;
    private readonly string _workRoot;
    private readonly ILogger _log;

    internal Announcer(JobStore jobs, EventPublisher publisher, IOptions<JobOptions> options, ILogger<Announcer> log) =>
        (_jobs, _outbox, _workRoot, _log) = (jobs, new(jobs.Documents, publisher), options.Value.WorkRoot, log);

    /// <summary>
    /// Stores an event that no job produces, such as an operator's request, and publishes it. Once the event is stored
    /// it cannot be lost; a repeat publishes the same event again.
    /// </summary>
    /// <param name="stage">The stage that announces it.</param>
    /// <param name="roundEvent">The event.</param>
    /// <param name="cancel">Stops. An event that is stored by then is still published later.</param>
    /// <returns>Whether the broker has it. If not, the reconciler publishes it later.</returns>
    public async Task<bool> TryPublishAsync(string stage, IRoundEvent roundEvent, CancellationToken cancel = default)
    {
        var job = await AddAsync(stage, roundEvent, cancel).ConfigureAwait(false);
        if (!await _outbox.TryPublishAsync(job, cancel).ConfigureAwait(false)) return false;
        await AnnouncedAsync(job, cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>Publishes a job's events and marks the job.</summary>
    internal async Task AnnounceAsync(JobDocument job, CancellationToken cancel)
    {
        await _outbox.PublishAsync(job, cancel).ConfigureAwait(false);
        await AnnouncedAsync(job, cancel).ConfigureAwait(false);
    }

    /// <summary>The same for a job whose process ended before it could do so, or whose messages were lost.</summary>
    internal async Task AnnounceAgainAsync(JobDocument job, CancellationToken cancel)
    {
        await AnnounceAsync(job, cancel).ConfigureAwait(false);
        _log.Reannounced(job.Queue, job.Id, job.RoundId);
    }

    internal string WorkFolder(string jobId) => Path.Combine(_workRoot, jobId);

    private async Task AnnouncedAsync(JobDocument job, CancellationToken cancel)
    {
        // A job that was redriven in the meantime has other events to announce.
        if (!job.Announced)
            await _outbox.MarkAsync(job.Id, now => now.State == job.State, cancel).ConfigureAwait(false);
        if (job.State == JobState.Done) RemoveWorkFolder(job.Id);
    }

    private Task<JobDocument> AddAsync(string stage, IRoundEvent roundEvent, CancellationToken cancel) =>
        _jobs.AddAsync(
            _jobs.New(stage, Announcement, roundEvent) with
            {
                State = JobState.Done,
                Outgoing = [StoredEvent.Of(roundEvent)],
            },
            cancel);

    private void RemoveWorkFolder(string jobId)
    {
        var folder = WorkFolder(jobId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
