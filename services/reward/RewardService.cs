using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Reward.Rounds;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
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
        services.TryAddSingleton<FinishedShards>();
        services.AddSingleton<TrainingFiles>().AddHostedService(s => s.GetRequiredService<TrainingFiles>());
        return services.AddStage(
            StageNames.Reward,
            stage => stage
                .Handle<ImagesGenerated, SplitScoring>(JobQueues.OrderImages)
                .Consume<CountScores>("count-scores")
                .Handle<ScoringCompleted, ChooseImages>(JobQueues.ChooseImages)
                .ConsumeBatch<FeedbackReceived, CountRatings>("count-ratings")
                // the long jobs last: a worker looks for jobs in this order
                .Handle<ScoringRequested, ScoreShard>(JobQueues.ScoreShard)
                .Handle<FeedbackQuorumReached, TrainReward>(JobQueues.TrainReward));
    }
}
