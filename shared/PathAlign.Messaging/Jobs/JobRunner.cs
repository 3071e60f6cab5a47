using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.Metrics;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage;

namespace PathAlign.Messaging.Jobs;

/// <summary>One try of one claimed job, from its trace to its announcement.</summary>
internal sealed class JobRunner(
    JobStore jobs,
    Announcer announcer,
    IServiceScopeFactory scopes,
    IBus bus,
    IOptions<JobOptions> settings,
    TimeProvider clock,
    ILogger<JobRunner> log)
{
    private readonly JobOptions _options = settings.Value;

    internal async Task RunAsync(JobRegistration registration, JobDocument job, CancellationToken stop)
    {
        using var activity = StoredTrace.Start($"{job.Queue} run", ActivityKind.Consumer, job.TraceParent);
        activity.SetTag("pathalign.round", job.RoundId)
            .SetTag("pathalign.job", job.Id)
            .SetTag("pathalign.attempt", job.Attempts);
        // A job that came without a trace is shown by the trace of its work.
        var traced = job with { TraceParent = job.TraceParent ?? activity.Id };
        log.Started(job.Queue, job.Id, job.RoundId, job.Attempts);

        var began = clock.GetTimestamp();
        JobDocument? ended;
        await using (var progress = new ProgressReport(job, bus, clock, log))
        await using (var lease = new JobLease(jobs, job, () => progress.Latest, _options, clock, log))
        {
            var change = await TryAsync(registration, traced, progress, lease.Lost, stop).ConfigureAwait(false);
            ended = await lease.EndAsync(
                now => change(now) with { Progress = progress.Latest, TraceParent = traced.TraceParent },
                stop).ConfigureAwait(false);
        }
        RoundMetrics.JobDuration.Record(
            clock.GetElapsedTime(began).TotalSeconds,
            new("queue", job.Queue),
            new("outcome", ended?.State.ToString().ToLowerInvariant() ?? "lost"));
        if (ended is { State: JobState.Failed })
            activity.SetStatus(ActivityStatusCode.Error, ended.Error);
        if (ended is { Outgoing.Count: > 0 }) await announcer.AnnounceAsync(ended, stop).ConfigureAwait(false);
    }

    /// <summary>Runs the handler; what comes back changes the stored job into what the try made of it.</summary>
    private async Task<Func<JobDocument, JobDocument>> TryAsync(
        JobRegistration registration,
        JobDocument job,
        ProgressReport progress,
        CancellationToken lost,
        CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop, lost);
        try
        {
            if (job.Attempts > _options.MaxAttempts)
                throw new PermanentFailureException(
                    $"each of {_options.MaxAttempts} workers stopped without an error while it ran this job");
            var folder = Directory.CreateDirectory(announcer.WorkFolder(job.Id)).FullName;
            await using var scope = scopes.CreateAsyncScope();
            var outcome = await registration.RunAsync(
                scope.ServiceProvider,
                job.Input,
                new(job.Id, folder, progress.Report),
                cancel.Token).ConfigureAwait(false);
            var outgoing = outcome.Events.Select(StoredEvent.Of).ToList();
            log.Done(job.Queue, job.Id, job.RoundId, outgoing.Count);
            return now =>
                now with { State = JobState.Done, Outgoing = outgoing, Announced = outgoing.Count == 0, Error = null };
        }
        catch (Exception error) when (PermanentFailures.Include(error))
        {
            return Parked(job, Math.Min(job.Attempts, _options.MaxAttempts), error);
        }
        catch (Exception) when (stop.IsCancellationRequested || lost.IsCancellationRequested)
        {
            log.Released(job.Queue, job.Id);
            return now => now with { State = JobState.Pending, Attempts = job.Attempts - 1, DueAt = jobs.Now };
        }
        catch (Exception error) when (Outage.Is(error))
        {
            // No fault of the job's: the try does not count, and it goes on when the store is back or the disk has
            // room.
            var pause = _options.PauseAfter(1);
            log.TryFailed(job.Queue, job.Id, job.Attempts, pause.TotalSeconds, error);
            return now =>
                now with
                {
                    State = JobState.Pending,
                    Attempts = job.Attempts - 1,
                    DueAt = jobs.Now + (long)pause.TotalMilliseconds,
                    Error = Reason(error),
                };
        }
        catch (Exception error) when (job.Attempts < _options.MaxAttempts)
        {
            var pause = _options.PauseAfter(job.Attempts);
            log.TryFailed(job.Queue, job.Id, job.Attempts, pause.TotalSeconds, error);
            return now =>
                now with
                {
                    State = JobState.Pending,
                    DueAt = jobs.Now + (long)pause.TotalMilliseconds,
                    Error = Reason(error),
                };
        }
        catch (Exception error)
        {
            return Parked(job, job.Attempts, error);
        }
    }

    private Func<JobDocument, JobDocument> Parked(JobDocument job, int attempts, Exception error)
    {
        log.Parked(job.Queue, job.Id, job.RoundId, attempts, error);
        var failed = new StageFailed
        {
            RoundId = job.RoundId,
            PlanKey = job.PlanKey,
            Stage = job.Stage,
            JobId = job.Id,
            Reason = Reason(error),
            Attempts = attempts,
            TraceId = job.TraceId,
        };
        return now =>
            now with
            {
                State = JobState.Failed,
                Attempts = attempts,
                Error = failed.Reason,
                Outgoing = [StoredEvent.Of(failed)],
            };
    }

    private static string Reason(Exception error) =>
        PermanentFailures.Include(error) ? error.Message : $"{error.GetType().Name}: {error.Message}";
}
