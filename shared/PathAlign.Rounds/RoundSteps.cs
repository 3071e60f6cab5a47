using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>The steps of a round in their order.</summary>
public static class RoundSteps
{
    /// <summary>Images are drawn.</summary>
    public const string Draw = "draw";

    /// <summary>Active ordering chooses the images to rate, if the plan asks for it.</summary>
    public const string Order = "order";

    /// <summary>Raters rate the training images.</summary>
    public const string Rate = "rate";

    /// <summary>The reward model is trained.</summary>
    public const string Learn = "learn";

    /// <summary>The generator is finetuned.</summary>
    public const string Finetune = "finetune";

    /// <summary>The images of the comparison are drawn.</summary>
    public const string Compare = "compare";

    /// <summary>Raters rate the comparison.</summary>
    public const string RateComparison = "rate-comparison";

    /// <summary>The adapter is measured and decided on.</summary>
    public const string Decide = "decide";

    /// <summary>The adapter becomes the champion.</summary>
    public const string Promote = "promote";

    private static readonly (string Name, Func<string, IReadOnlyList<JobDocument>, StepState> Of)[] _all =
    [
        (Draw, ShardedStep.Draw.Of),
        (Order, ShardedStep.Order.Of),
        (Rate, OfRaters),
        (Learn, OfQueue(JobQueues.TrainReward)),
        (Finetune, OfQueue(JobQueues.FinetuneAdapter)),
        (Compare, ShardedStep.Compare.Of),
        (RateComparison, OfRaters),
        (Decide, OfQueue(JobQueues.DecideAdapter)),
        (Promote, OfQueue(JobQueues.PromoteAdapter)),
    ];

    /// <summary>All steps of a round with these jobs; the ordering step only if the round has it.</summary>
    internal static IReadOnlyList<StepState> Of(IReadOnlyList<JobDocument> jobs)
    {
        var steps = _all.Select(step => step.Of(step.Name, jobs))
            .Where(step => step.Name != Order || step.Job is not null)
            .ToList();
        // All steps before a step that has begun are done, even if some of their jobs are not among these.
        var last = steps.FindLastIndex(step => step.State is not null);
        for (var i = 0; i < last; i++)
            if (steps[i].State is null or JobState.Pending || steps[i].Job is null)
                steps[i] = steps[i] with { State = JobState.Done };
        return steps;
    }

    private static Func<string, IReadOnlyList<JobDocument>, StepState> OfQueue(JobQueue queue) => (name, jobs) =>
    {
        var job = jobs.FirstOrDefault(job => job.Queue == queue.Name);
        return new StepState(name, job?.State, job, job?.Progress);
    };

    private static StepState OfRaters(string name, IReadOnlyList<JobDocument> jobs) =>
        new(name, IsQueued(name, jobs) ? JobState.Running : null, null);

    private static bool IsQueued(string name, IReadOnlyList<JobDocument> jobs)
    {
        var purpose = name == Rate ? ImagePurpose.Training : ImagePurpose.Evaluation;
        return jobs.Any(job => job.State == JobState.Done
            && (job.Queue == JobQueues.QueueOrderedImages.Name
                ? purpose == ImagePurpose.Training
                : job.Queue == JobQueues.QueueImages.Name
                    && job.Input.Read() is ImagesGenerated images && images.Purpose == purpose));
    }
}
