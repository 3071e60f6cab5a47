namespace PathAlign.Messaging.Jobs;

/// <summary>What a job may use while it runs.</summary>
/// <param name="jobId">Derived from the handler and the event, so that a repeat is the same job.</param>
/// <param name="workFolder">A folder of the job's own for checkpoints, kept until the job is done.</param>
/// <param name="report">Told of progress.</param>
public sealed class JobContext(string jobId, string workFolder, Action<long, long, string?> report)
{
    /// <summary>Derived from the handler and the event, so that a repeat is the same job.</summary>
    public string JobId { get; } = jobId;

    /// <summary>A folder of the job's own for checkpoints, kept until the job is done.</summary>
    public string WorkFolder { get; } = workFolder;

    /// <summary>Tells watchers how far the work is. Cheap: call it as often as there is something to say.</summary>
    public void Report(long done, long total, string? note = null) => report(done, total, note);
}
