using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>
/// A step of a round that is many jobs: one that splits the work, its shards, and one that joins them.
/// </summary>
/// <param name="Splits">The queue of the job that splits the work.</param>
/// <param name="Shards">The queue of the shards.</param>
/// <param name="Joins">The event after the last shard, which is announced and then handled.</param>
/// <param name="Last">The event that ends the step.</param>
/// <param name="Purpose">What its images will be rated for.</param>
internal sealed record ShardedStep(JobQueue Splits, JobQueue Shards, string Joins, string Last, ImagePurpose Purpose)
{
    internal static readonly ShardedStep
        Draw = Drawing(JobQueues.DrawRound, ImagePurpose.Training),
        Compare = Drawing(JobQueues.DrawComparison, ImagePurpose.Evaluation),
        Order = new(
            JobQueues.OrderImages,
            JobQueues.ScoreShard,
            nameof(ScoringCompleted),
            nameof(ImagesOrdered),
            ImagePurpose.Training);

    // of several jobs, the first of these states is the step's
    private static readonly JobState[] _byWeight =
        [JobState.Failed, JobState.Cancelled, JobState.Running, JobState.Pending, JobState.Done];

    /// <summary>Whether the job is one of several that make a step, and is shown as part of it only.</summary>
    internal static bool Include(JobDocument job) =>
        Draw.Includes(job) || Compare.Includes(job) || Order.Includes(job);

    /// <summary>The stage that does the work of a step.</summary>
    internal static string StageOf(string step) => (step == RoundSteps.Order ? Order : Draw).Shards.Stage;

    /// <summary>Whether the job is a shard.</summary>
    internal static bool IsShard(JobDocument job) => job.Queue == Draw.Shards.Name || job.Queue == Order.Shards.Name;

    internal StepState Of(string name, IReadOnlyList<JobDocument> jobs)
    {
        var ofStep = jobs.Where(Includes).ToList();
        if (ofStep.Count == 0) return new StepState(name, null, null);
        var job = ofStep.MinBy(job => Array.IndexOf(_byWeight, job.State))!;
        var isOver = ofStep.Any(j => j.Outgoing.Any(e => e.Type == Last));
        return new StepState(
            name,
            job.State == JobState.Done && !isOver ? JobState.Pending : job.State,
            job,
            Progress([.. ofStep.Where(j => j.Queue == Shards.Name)]) ?? job.Progress);
    }

    private static ShardedStep Drawing(JobQueue splits, ImagePurpose purpose) =>
        new(splits, JobQueues.DrawShard, nameof(DrawingCompleted), nameof(ImagesGenerated), purpose);

    private bool Includes(JobDocument job) =>
        job.Queue == Splits.Name
        || ((job.Queue == Shards.Name || job.Input.Type == Joins) && PurposeOf(job) == Purpose);

    private static ImagePurpose PurposeOf(JobDocument job) => job.Input.Read() switch
    {
        ShardRequested shard => shard.Purpose,
        DrawingCompleted drawing => drawing.Purpose,
        _ => ImagePurpose.Training,
    };

    private static JobProgress? Progress(IReadOnlyList<JobDocument> shards)
    {
        if (shards.Count == 0) return null;
        var total = shards.Sum(Images);
        var done = shards.Sum(job => job.State == JobState.Done ? Images(job) : job.Progress?.Done ?? 0);
        var elapsed = shards.Max(job => job.UpdatedAt) - shards.Min(job => job.CreatedAt);   // milliseconds
        var secondsLeft = done > 0 && done < total ? elapsed / 1000.0 / done * (total - done) : 0;
        var note = shards.FirstOrDefault(job => job.State == JobState.Running)?.Progress?.Note;
        return new JobProgress(done, total, note, Math.Round(secondsLeft, 1));
    }

    private static long Images(JobDocument shard) => ((IRequestedShard)shard.Input.Read()).Count;
}
