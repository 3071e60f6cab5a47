using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Takes a promoted adapter as the champion: the next image of that base is drawn with it, that of the loop's next
/// round too.
/// </summary>
public sealed class PromoteAdapter(
    ChampionRegistry champions,
    RoundInputs inputs,
    RoundNetworks networks,
    NextRound next,
    TimeProvider time) : IJobHandler<AdapterPromoted>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(AdapterPromoted input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        using (await networks.GeneratorAsync(plan, input.AdapterKey, cancel))
        {
            // Loading it is the check: an adapter that does not fit its base must never become the champion.
        }
        var promoted = await champions.PromoteAsync(
            new Champion(plan.GeneratorKey, input.AdapterKey, plan.RoundId, input.ReportKey) { At = time.GetUtcNow() },
            plan.AdapterKey,
            cancel);
        if (!promoted) context.Report(1, 1, "left alone: another champion came since this round began");
        return await next.AfterAsync(input, cancel);
    }
}
