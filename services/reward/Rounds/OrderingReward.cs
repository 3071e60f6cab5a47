using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds.Networks;
using PathAlign.Training.Reward;

namespace PathAlign.Reward.Rounds;

/// <summary>The earlier round's reward model that orders the images of a round.</summary>
internal static class OrderingReward
{
    /// <summary>The key of a plan's model.</summary>
    /// <exception cref="PermanentFailureException">The plan names none.</exception>
    internal static string KeyOf(RoundPlan plan, string planKey) =>
        plan.Rating.RewardKey
        ?? throw new PermanentFailureException(
            $"reward: expected a reward model that orders images in {planKey}, found none");

    /// <summary>Reads a plan's model.</summary>
    /// <inheritdoc cref="KeyOf"/>
    internal static Task<RewardModel> ReadAsync(
        RoundNetworks networks, RoundPlan plan, string planKey, CancellationToken cancel) =>
        networks.RewardAsync(KeyOf(plan, planKey), cancel);
}
