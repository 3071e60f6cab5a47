using Microsoft.Extensions.Logging;

namespace PathAlign.Messaging.Jobs;

internal static partial class JobLog
{
    [
        LoggerMessage(
            EventName = "JobStarted",
            Level = LogLevel.Information,
            Message = "{queue} job {jobId} of round {roundId}: try {attempt} begins")
    ]
    internal static partial void Started(this ILogger log, string queue, string jobId, string roundId, int attempt);

    [
        LoggerMessage(
            EventName = "JobDone",
            Level = LogLevel.Information,
            Message = "{queue} job {jobId} of round {roundId}: done, {events} events")
    ]
    internal static partial void Done(this ILogger log, string queue, string jobId, string roundId, int events);

    [
        LoggerMessage(
            EventName = "JobReleased",
            Level = LogLevel.Information,
            Message = "{queue} job {jobId}: given back unfinished")
    ]
    internal static partial void Released(this ILogger log, string queue, string jobId);

    [
        LoggerMessage(
            EventName = "JobTryFailed",
            Level = LogLevel.Warning,
            Message = "{queue} job {jobId}: try {attempt} failed, the next follows in {pauseSeconds} s")
    ]
    internal static partial void TryFailed(
        this ILogger log,
        string queue,
        string jobId,
        int attempt,
        double pauseSeconds,
        Exception error);

    [
        LoggerMessage(
            EventName = "JobParked",
            Level = LogLevel.Error,
            Message = "{queue} job {jobId} of round {roundId}: parked after {attempt} tries")
    ]
    internal static partial void Parked(
        this ILogger log,
        string queue,
        string jobId,
        string roundId,
        int attempt,
        Exception error);

    [
        LoggerMessage(
            EventName = "LeaseLost",
            Level = LogLevel.Warning,
            Message = "{queue} job {jobId}: the lease is lost or the job was cancelled; this worker stops")
    ]
    internal static partial void LeaseLost(this ILogger log, string queue, string jobId);

    [
        LoggerMessage(
            EventName = "JobStoreUnreachable",
            Level = LogLevel.Warning,
            Message = "job {jobId}: could not be stored, tried again")
    ]
    internal static partial void StoreUnreachable(this ILogger log, string jobId, Exception error);

    [
        LoggerMessage(
            EventName = "ProgressUnpublished",
            Level = LogLevel.Debug,
            Message = "job {jobId}: progress could not be published")
    ]
    internal static partial void ProgressUnpublished(this ILogger log, string jobId, Exception error);

    [
        LoggerMessage(
            EventName = "StageLoopFailed",
            Level = LogLevel.Error,
            Message = "{stage}: the worker met an error and goes on")
    ]
    internal static partial void StageLoopFailed(this ILogger log, string stage, Exception error);

    [
        LoggerMessage(
            EventName = "JobReannounced",
            Level = LogLevel.Information,
            Message = "{queue} job {jobId} of round {roundId}: announced anew")
    ]
    internal static partial void Reannounced(this ILogger log, string queue, string jobId, string roundId);

    [
        LoggerMessage(
            EventName = "WorkFolderRemoved",
            Level = LogLevel.Information,
            Message = "job {jobId}: no try will continue it; its work folder was removed")
    ]
    internal static partial void WorkFolderRemoved(this ILogger log, string jobId);

    [
        LoggerMessage(
            EventName = "WorkFoldersFailed",
            Level = LogLevel.Warning,
            Message = "old work folders could not be removed; tried again in an hour")
    ]
    internal static partial void WorkFoldersFailed(this ILogger log, Exception error);
}
