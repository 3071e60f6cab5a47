using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Bench;

/// <summary>A job that takes no time.</summary>
internal sealed class CountRound(EventTally tally) : IJobHandler<RoundRequested>
{
    public Task<JobOutcome> RunAsync(RoundRequested input, JobContext context, CancellationToken cancel)
    {
        tally.Add(input.RoundId);
        return Task.FromResult(new JobOutcome());
    }
}
