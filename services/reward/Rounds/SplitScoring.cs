using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Splits the scoring of a round's images into shards, which any replica does, if not all images are rated. It reads
/// the reward model first: a damaged file parks this one job, not every shard.
/// </summary>
public sealed class SplitScoring(RoundInputs inputs, RoundNetworks networks) : IJobHandler<ImagesGenerated>
{
    /// <inheritdoc/>
    public bool Accepts(ImagesGenerated input) => input.ToOrder;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(ImagesGenerated input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        (await OrderingReward.ReadAsync(networks, plan, input.PlanKey, cancel)).Dispose();
        var images = (await inputs.ImagesAsync(input.ImagesKey, cancel)).Images;
        if (images.Count == 0)
            throw new PermanentFailureException($"reward: expected images to order in {input.ImagesKey}, found none");
        var shards = Enumerable.Range(0, images.Count).Chunk(plan.Generation.ShardImages).ToList();
        return new JobOutcome(
            [
                .. shards.Select(
                    (shard, number) => new ScoringRequested
                    {
                        RoundId = input.RoundId,
                        PlanKey = input.PlanKey,
                        ImagesKey = input.ImagesKey,
                        Shard = number,
                        Shards = shards.Count,
                        First = shard[0],
                        Count = shard.Length,
                    }),
            ]);
    }
}
