using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;

namespace PathAlign.Generator.Rounds;

/// <summary>Takes a promoted adapter as the champion: the next image of that base is drawn with it.</summary>
public sealed class PromoteAdapter(ChampionRegistry champions, RoundInputs inputs) : IJobHandler<AdapterPromoted>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(AdapterPromoted input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        using (await inputs.GeneratorAsync(plan, input.AdapterKey, cancel))
        {
            // Loading it is the check: an adapter that does not fit its base must never become the champion.
        }
        await champions.PromoteAsync(new Champion(plan.GeneratorKey, input.AdapterKey, plan.RoundId, plan.Number, input.ReportKey), cancel);
        return new JobOutcome();
    }
}
