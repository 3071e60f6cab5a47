using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Publishes what is stored, and only what is stored: an event that a process died over is published by the reconciler.
/// </summary>
public sealed class Announcer
{
    private const string Announcement = "announcement";

    private readonly JobStore _jobs;
    private readonly IBus _bus;
    private readonly string _workRoot;
    private readonly ILogger _log;

    internal Announcer(JobStore jobs, IBus bus, IOptions<JobOptions> options, ILogger<Announcer> log) =>
        (_jobs, _bus, _workRoot, _log) = (jobs, bus, options.Value.WorkRoot, log);

    /// <summary>
    /// Stores an event that no job brings forth, such as an operator's request or a rating, and publishes it. Once this
    /// returns the event cannot be lost; a repeat publishes the same event again.
    /// </summary>
    /// <param name="stage">Who announces it.</param>
    /// <param name="roundEvent">The event.</param>
    /// <param name="cancel">Stops. What is stored by then is still published later.</param>
    public async Task PublishAsync(string stage, IRoundEvent roundEvent, CancellationToken cancel = default)
    {
        var job = await AddAsync(stage, roundEvent, cancel).ConfigureAwait(false);
        await AnnounceAsync(job, cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="PublishAsync"/>, but waits for the broker only so long: what is stored is published later, when
    /// the broker is back.
    /// </summary>
    /// <param name="stage">Who announces it.</param>
    /// <param name="roundEvent">The event.</param>
    /// <param name="atMost">How long the broker may take.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>Whether it was published by now.</returns>
    public async Task<bool> StoreAsync(
        string stage, IRoundEvent roundEvent, TimeSpan atMost, CancellationToken cancel = default)
    {
        var job = await AddAsync(stage, roundEvent, cancel).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(atMost);
        try
        {
            await AnnounceAsync(job, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            _log.AnnouncedLater(job.Queue, job.Id, error);
            return false;
        }
    }

    /// <summary>Publishes a job's outgoing events, in order and under its trace, and notes that it was done.</summary>
    internal async Task AnnounceAsync(JobDocument job, CancellationToken cancel)
    {
        using var activity = JobTrace.Start($"{job.Queue} announce", job.TraceParent);
        foreach (var stored in job.Outgoing)
        {
            var roundEvent = stored.Read();
            await _bus.Publish(roundEvent, roundEvent.GetType(), cancel).ConfigureAwait(false);
        }
        // Driven again in the meantime, it has other events or none to announce.
        if (!job.Announced)
            await _jobs.UpdateAsync(
                job.Id,
                now => now is { Announced: false } && now.State == job.State ? now with { Announced = true } : null,
                cancel).ConfigureAwait(false);
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

    internal string WorkFolder(string jobId) => Path.Combine(_workRoot, jobId);

    private void RemoveWorkFolder(string jobId)
    {
        var folder = WorkFolder(jobId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
