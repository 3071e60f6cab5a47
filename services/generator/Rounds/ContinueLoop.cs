using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Asks for the next round of a loop when one has ended without a new champion; <see cref="PromoteAdapter"/> does so
/// once the new champion is in its place.
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
