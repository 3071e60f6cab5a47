using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Reward.Rounds;
using PathAlign.Messaging;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Reward;

/// <summary>
/// The reward service: learns from ratings what raters find plausible, and chooses the images whose ratings teach most.
/// </summary>
public static class RewardService
{
    /// <summary>Adds the stage. Add stores and jobs before it, and the bus after it.</summary>
    public static IServiceCollection AddReward(this IServiceCollection services)
    {
        services.TryAddSingleton<RoundInputs>();
        services.TryAddSingleton<RoundNetworks>();
        services.TryAddSingleton<RatingCounts>();
        services.AddSingleton<TrainingFiles>().AddHostedService(s => s.GetRequiredService<TrainingFiles>());
        return services.AddStage(
            StageNames.Reward,
            stage => stage
                .Handle<ImagesGenerated, OrderImages>(JobQueues.OrderImages)
                .Handle<FeedbackQuorumReached, TrainReward>(JobQueues.TrainReward)
                .ConsumeBatch<FeedbackReceived, CountRatings>("count-ratings"));
    }
}
