using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Makes a promoted adapter the champion of its base. From then on, images of that base are drawn with it, those of the
/// loop's next round included.
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
            // Loading checks the adapter: one that does not fit its base must never become the champion.
        }
        var promoted = await champions.PromoteAsync(
            new Champion(plan.GeneratorKey, input.AdapterKey, plan.RoundId, input.ReportKey) { At = time.GetUtcNow() },
            plan.AdapterKey,
            cancel);
        if (!promoted) context.Report(1, 1, "not promoted: the champion has changed since this round began");
        return await next.AfterAsync(input, cancel);
    }
}
