using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Requests the next round of a loop after a round without a new champion. After a round with a new champion,
/// <see cref="PromoteAdapter"/> requests it.
/// </summary>
public sealed class ContinueLoop(NextRound next) : IJobHandler<AdapterRejected>, IJobHandler<RewardModelRejected>
{
    /// <inheritdoc/>
    public bool Accepts(AdapterRejected input) => input.ToContinue;

    /// <inheritdoc/>
    public bool Accepts(RewardModelRejected input) => input.ToContinue;

    /// <inheritdoc/>
    public Task<JobOutcome> RunAsync(AdapterRejected input, JobContext context, CancellationToken cancel) =>
        next.AfterAsync(input, cancel);

    /// <inheritdoc/>
    public Task<JobOutcome> RunAsync(RewardModelRejected input, JobContext context, CancellationToken cancel) =>
        next.AfterAsync(input, cancel);
}
