using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Generator.Sampling;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// Splits a drawing of a round into shards, which any replica draws: first the training images, then those of the
/// comparison. It loads the networks first: a damaged file parks this one job, not every shard.
/// </summary>
public sealed class SplitDrawing(RoundInputs inputs, RoundNetworks networks)
    : IJobHandler<RoundRequested>, IJobHandler<AdapterReady>
{
    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(RoundRequested input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        if ((plan.ImagesKey ?? plan.Rating.LearnFrom?.ImagesKey) is not { } imagesKey)
        {
            // the reward model too, which the comparison will need
            await RequireArmAsync(plan, plan.AdapterKey, cancel);
            if (plan.Generation.FilterAttempts > 0) (await networks.ClassifierAsync(plan.FilterKey, cancel)).Dispose();
            return Shards(plan, input, ImagePurpose.Training, adapterKey: null);
        }
        // nothing to draw: the images exist
        return new JobOutcome(
            new ImagesGenerated
            {
                RoundId = input.RoundId,
                PlanKey = input.PlanKey,
                Purpose = ImagePurpose.Training,
                ImagesKey = imagesKey,
                Count = (await inputs.ImagesAsync(imagesKey, cancel)).Images.Count,
                ToOrder = plan.IsStudy && plan.Rating.LearnFrom is null && plan.Rating.Orders,
                Study = plan.IsStudy,
            });
    }

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(AdapterReady input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        foreach (var adapterKey in new[] { plan.AdapterKey, input.AdapterKey })
            await RequireArmAsync(plan, adapterKey, cancel);
        return Shards(plan, input, ImagePurpose.Evaluation, input.AdapterKey);
    }

    private async Task RequireArmAsync(RoundPlan plan, string? adapterKey, CancellationToken cancel)
    {
        using var generator = await networks.GeneratorAsync(plan, adapterKey, cancel);
        if (plan.Evaluation.RewardAttempts == 0) return;
        using var reward = await networks.RewardBehindAsync(adapterKey, cancel);
        if (reward is not null) PlausibleDrawing.Require(reward, generator);
    }

    private static JobOutcome Shards(RoundPlan plan, IRoundEvent input, ImagePurpose purpose, string? adapterKey)
    {
        var shards = new RoundDrawing(plan, purpose).Split(plan.Generation.ShardImages);
        return new JobOutcome(
            [
                .. shards.Select(
                    (shard, number) => new ShardRequested
                    {
                        RoundId = input.RoundId,
                        PlanKey = input.PlanKey,
                        Purpose = purpose,
                        AdapterKey = adapterKey,
                        Shard = number,
                        Shards = shards.Count,
                        First = shard.First,
                        Count = shard.Count,
                    }),
            ]);
    }
}
