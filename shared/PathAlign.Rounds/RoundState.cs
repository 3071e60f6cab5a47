using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>The state and the results of a round, read from its jobs.</summary>
public sealed class RoundState
{
    private readonly IReadOnlyList<JobDocument> _jobs;
    private readonly IReadOnlyList<IRoundEvent> _events;

    private RoundState(IReadOnlyList<JobDocument> jobs, long ratings)
    {
        (_jobs, Ratings) = (jobs, ratings);
        _events =
        [
            .. jobs.Where(j => j.State == JobState.Done)
                .SelectMany(j => j.Outgoing)
                .Select(e => e.ReadKnown())
                .OfType<IRoundEvent>(),
        ];
        Steps = Taken(RoundSteps.Of(jobs));
    }

    /// <summary>The state of a round; null when it has no job.</summary>
    /// <param name="jobs">Its jobs, the latest first.</param>
    /// <param name="ratings">Number of counted training ratings, see <see cref="RatingCounts"/>.</param>
    public static RoundState? Of(IReadOnlyList<JobDocument> jobs, long ratings = 0) =>
        jobs.Count == 0 ? null : new RoundState(jobs, ratings);

    /// <summary>The states of the rounds that these jobs belong to, in the order of the jobs.</summary>
    public static IEnumerable<RoundState> OfAll(IEnumerable<JobDocument> jobs) =>
        jobs.GroupBy(job => job.RoundId).Select(round => new RoundState([.. round], ratings: 0));

    /// <summary>The round.</summary>
    public string RoundId => _jobs[0].RoundId;

    /// <summary>The round's plan.</summary>
    public string PlanKey => _jobs[0].PlanKey;

    /// <summary>Its jobs, the latest first.</summary>
    public IReadOnlyList<JobDocument> Jobs => _jobs;

    /// <summary>Its shards by queue, in the order of <see cref="Jobs"/>.</summary>
    public ILookup<string, JobDocument> Shards => _jobs.Where(ShardedStep.IsShard).ToLookup(job => job.Queue);

    /// <summary>Its jobs, those of a sharded step as one, the earliest first.</summary>
    public IEnumerable<RoundWork> Work =>
        _jobs.Where(job => !ShardedStep.Include(job))
            .Select(job => (job.CreatedAt, Of(job)))
            .Concat(
                Steps.Where(step => step.Job is not null && ShardedStep.Include(step.Job))
                    .Select(step => (step.Job!.CreatedAt, Of(step))))
            .OrderBy(work => work.Item1)
            .Select(work => work.Item2);

    /// <summary>
    /// Number of training ratings that the reward stage has counted; 0 if the caller did not ask for it.
    /// </summary>
    public long Ratings { get; }

    /// <summary>When its first job was stored.</summary>
    public DateTimeOffset StartedAt => DateTimeOffset.FromUnixTimeMilliseconds(_jobs.Min(j => j.CreatedAt));

    /// <summary>The state of the round as a whole.</summary>
    public RoundStatus Status =>
        Parked is { State: JobState.Failed } ? RoundStatus.Parked
        : IsRejected ? RoundStatus.Rejected
        : _jobs.Any(j => j.State == JobState.Running) ? RoundStatus.Running
        : (IsPromoted || IsStudy) && Step.State == JobState.Done ? RoundStatus.Done
        : Parked is not null ? RoundStatus.Parked
        : RoundStatus.Waiting;

    /// <summary>Its steps in order, future ones included; if the round ended early, the steps up to its end.</summary>
    public IReadOnlyList<StepState> Steps { get; }

    /// <summary>The first step that is not done; after the end, the last step.</summary>
    public StepState Step => Steps.FirstOrDefault(step => step.State != JobState.Done) ?? Steps[^1];

    /// <summary>The step of a name; null if the round has no such step.</summary>
    public StepState? Find(string name) => Steps.FirstOrDefault(step => step.Name == name);

    /// <summary>What the round waits for, or why it stopped; null if nothing blocks it.</summary>
    public string? Blocker => Status switch
    {
        RoundStatus.Parked when Parked!.State == JobState.Cancelled => $"{Parked.Queue} was called off",
        RoundStatus.Parked =>
            $"{Parked!.Queue} was given up after {Parked.Attempts} tries: {Parked.Error}",
        RoundStatus.Rejected => string.Join("; ", Objections),
        RoundStatus.Waiting => Step switch
        {
            { Job: { } job } => $"waits for a worker for {job.Queue}{(job.Error is { } error ? $": {error}" : "")}",
            _ when WaitsForRatings => "waits for ratings",
            _ => $"waits to {Step.Name}",
        },
        _ => null,
    };

    /// <summary>Whether nothing but ratings is missing for the next step.</summary>
    public bool WaitsForRatings => Status == RoundStatus.Waiting && Step is { Job: null, State: JobState.Running };

    /// <summary>The job that was parked, else the one that was called off; null if there is none.</summary>
    public JobDocument? Parked =>
        _jobs.FirstOrDefault(j => j.State == JobState.Failed)
            ?? _jobs.FirstOrDefault(j => j.State == JobState.Cancelled);

    /// <summary>Whether its images come from elsewhere; it ends with the reward model.</summary>
    public bool IsStudy => _events.OfType<ImagesGenerated>().Any(images => images.Study);

    /// <summary>Whether the adapter was promoted; it is the champion once the status is done.</summary>
    public bool IsPromoted => Find<AdapterPromoted>() is not null;

    /// <summary>Whether the reward model or the adapter was rejected.</summary>
    public bool IsRejected => Find<AdapterRejected>() is not null || Find<RewardModelRejected>() is not null;

    /// <summary>Whether the round has ended and no job is pending or running.</summary>
    public bool IsOver =>
        Status is RoundStatus.Rejected or RoundStatus.Done
        && !_jobs.Any(j => j.State is JobState.Pending or JobState.Running);

    /// <summary>Whether the training of the reward model has ended.</summary>
    public bool HasLearned => Find(RoundSteps.Learn)?.State == JobState.Done;

    /// <summary>The reasons against the adapter, or against the reward model if there is no adapter.</summary>
    public IReadOnlyList<string> Objections =>
        Find<AdapterRejected>()?.Reasons ?? Find<RewardModelRejected>()?.Reasons ?? [];

    /// <summary>The ratings that the reward model was trained on; null before that training is done.</summary>
    public FeedbackQuorumReached? Learned =>
        _jobs.Where(j => j.State == JobState.Done)
            .Select(j => j.Input.ReadKnown())
            .OfType<FeedbackQuorumReached>()
            .FirstOrDefault(q => q.Purpose == ImagePurpose.Training);

    /// <summary>
    /// The reward model that guides the generator; null before it is trained, and if it was rejected.
    /// </summary>
    public string? RewardKey => Find<RewardModelTrained>()?.RewardKey;

    /// <summary>The reward model, even if it was rejected; null before it is trained.</summary>
    public string? TrainedRewardKey => RewardKey ?? Find<RewardModelRejected>()?.RewardKey;

    /// <summary>The reward model's figures on held-out ratings; null before it is trained.</summary>
    public string? RewardReportKey =>
        Find<RewardModelTrained>()?.ReportKey ?? Find<RewardModelRejected>()?.ReportKey;

    /// <summary>The adapter; null before it is trained.</summary>
    public string? AdapterKey => Find<AdapterReady>()?.AdapterKey;

    /// <summary>The report of the comparison; null before the decision.</summary>
    public string? ReportKey => Find<AdapterEvaluated>()?.ReportKey;

    private static RoundWork Of(JobDocument job) =>
        new(job.Id, job.Stage, job.Kind, job.State, job.Progress, job.Error);

    private RoundWork Of(StepState step) => new(
        $"{RoundId}/{step.Name}",
        ShardedStep.StageOf(step.Name),
        step.Name,
        step.State!.Value,
        step.Progress,
        step.Job!.Error);

    private T? Find<T>()
        where T : class, IRoundEvent => _events.OfType<T>().FirstOrDefault();

    private IReadOnlyList<StepState> Taken(IReadOnlyList<StepState> steps)
    {
        var last = IsStudy || Find<RewardModelRejected>() is not null ? RoundSteps.Learn
            : Find<AdapterRejected>() is not null ? RoundSteps.Decide
            : RoundSteps.Promote;
        return [.. steps.TakeWhile(step => step.Name != last), steps.First(step => step.Name == last)];
    }
}
