using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>
/// The steps that draw images. Each is many jobs: one that splits the drawing, its shards, and one that joins them.
/// </summary>
internal static class DrawingSteps
{
    // of several jobs, the first of these states is the step's
    private static readonly JobState[] _byWeight =
        [JobState.Failed, JobState.Cancelled, JobState.Running, JobState.Pending, JobState.Done];

    /// <summary>Whether the job is one of several that make a step, and is shown as part of it only.</summary>
    internal static bool Include(JobDocument job) =>
        job.Queue == JobQueues.DrawRound.Name
        || job.Queue == JobQueues.DrawComparison.Name
        || job.Queue == JobQueues.DrawShard.Name
        || job.Input.Type == nameof(DrawingCompleted);   // announced, and joined

    internal static StepState Of(string name, ImagePurpose purpose, IReadOnlyList<JobDocument> jobs)
    {
        var ofStep = jobs.Where(job => Include(job) && PurposeOf(job) == purpose).ToList();
        if (ofStep.Count == 0) return new StepState(name, null, null);
        var job = ofStep.MinBy(job => Array.IndexOf(_byWeight, job.State))!;
        var state = job.State == JobState.Done && !ofStep.Any(IsLast) ? JobState.Pending : job.State;
        return new StepState(name, state, job, Progress(ofStep) ?? job.Progress);
    }

    private static ImagePurpose PurposeOf(JobDocument job) => job.Input.Read() switch
    {
        ShardRequested shard => shard.Purpose,
        DrawingCompleted drawing => drawing.Purpose,
        AdapterReady => ImagePurpose.Evaluation,
        _ => ImagePurpose.Training,
    };

    private static bool IsLast(JobDocument job) => job.Outgoing.Any(e => e.Type == nameof(ImagesGenerated));

    private static JobProgress? Progress(IReadOnlyList<JobDocument> jobs)
    {
        var shards = jobs.Where(job => job.Queue == JobQueues.DrawShard.Name).ToList();
        if (shards.Count == 0) return null;
        var total = shards.Sum(Images);
        var done = shards.Sum(job => job.State == JobState.Done ? Images(job) : job.Progress?.Done ?? 0);
        var elapsed = shards.Max(job => job.UpdatedAt) - shards.Min(job => job.CreatedAt);   // milliseconds
        var secondsLeft = done > 0 && done < total ? elapsed / 1000.0 / done * (total - done) : 0;
        var note = shards.FirstOrDefault(job => job.State == JobState.Running)?.Progress?.Note;
        return new JobProgress(done, total, note, Math.Round(secondsLeft, 1));
    }

    private static long Images(JobDocument shard) => ((ShardRequested)shard.Input.Read()).Count;
}
