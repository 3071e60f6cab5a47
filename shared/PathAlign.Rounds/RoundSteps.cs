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

    // null: done by raters
    private static readonly (string Name, JobQueue? Queue)[] _all =
    [
        (Draw, JobQueues.DrawRound), (Order, JobQueues.OrderImages), (Rate, null), (Learn, JobQueues.TrainReward),
        (Finetune, JobQueues.FinetuneAdapter), (Compare, JobQueues.DrawComparison), (RateComparison, null),
        (Decide, JobQueues.DecideAdapter), (Promote, JobQueues.PromoteAdapter),
    ];

    /// <summary>All steps of a round with these jobs; the ordering step only if the round has it.</summary>
    internal static IReadOnlyList<StepState> Of(IReadOnlyList<JobDocument> jobs)
    {
        var steps = _all.Select(step => Of(step.Name, step.Queue, jobs))
            .Where(step => step.Name != Order || step.Job is not null)
            .ToList();
        // All steps before a step that has begun are done, even if their jobs are not among these.
        var last = steps.FindLastIndex(step => step.State is not null);
        for (var i = 0; i < last; i++)
            if (steps[i].Job is null) steps[i] = steps[i] with { State = JobState.Done };
        return steps;
    }

    private static StepState Of(string name, JobQueue? queue, IReadOnlyList<JobDocument> jobs)
    {
        if (queue is null) return new StepState(name, IsQueued(name, jobs) ? JobState.Running : null, null);
        var job = jobs.FirstOrDefault(job => job.Queue == queue.Name);
        return new StepState(name, job?.State, job);
    }

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
