using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;

namespace PathAlign.Generator.Rounds;

/// <summary>The loop policy: when a round of a loop has ended, the next round starts from the champion.</summary>
public sealed class NextRound(RoundInputs inputs, ChampionRegistry champions, JobStore jobs)
{
    /// <summary>
    /// Stores the plan of the next round and requests the round; after the last round, requests nothing.
    /// </summary>
    /// <param name="ended">The event that ended a round.</param>
    /// <param name="cancel">Cancels the operation.</param>
    /// <exception cref="Files.InvalidInputException">The id of the next round is too long.</exception>
    public async Task<JobOutcome> AfterAsync(IRoundEvent ended, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(ended.PlanKey, cancel);
        if (!plan.Continues) return new JobOutcome();
        var champion = await champions.FindAsync(plan.GeneratorKey, cancel);
        var next = plan.Next(champion?.AdapterKey, await RewardKeyAsync(plan, cancel));
        return new JobOutcome(
            new RoundRequested { RoundId = next.RoundId, PlanKey = await inputs.StoreAsync(next, cancel) });
    }

    private async Task<string?> RewardKeyAsync(RoundPlan plan, CancellationToken cancel)
    {
        if (plan.Loop is not { ActiveOrder: true }) return plan.Rating.RewardKey;
        return RoundState.Of(await jobs.OfRoundAsync(plan.RoundId, cancel: cancel))?.RewardKey;
    }
}
