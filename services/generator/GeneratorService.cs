using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Generator;

/// <summary>The generator service: images for a round, the champion that draws them, and the loop of rounds.</summary>
public static class GeneratorService
{
    /// <summary>Adds the stage. Add stores and jobs before it, and the bus after it.</summary>
    public static IServiceCollection AddGenerator(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RoundInputs>();
        services.TryAddSingleton<RoundNetworks>();
        services.TryAddSingleton<ChampionRegistry>();
        services.TryAddSingleton<NextRound>();
        services.TryAddSingleton<FinishedShards>();
        services.TryAddSingleton<TrainingImages>();
        services.TryAddSingleton<ComparisonImages>();
        return services.AddStage(
            StageNames.Generator,
            stage => stage
                .Handle<RoundRequested, SplitDrawing>(JobQueues.DrawRound)
                .Handle<AdapterReady, SplitDrawing>(JobQueues.DrawComparison)
                .Consume<CountShards>("count-shards")
                .Handle<DrawingCompleted, AssembleShards>(JobQueues.AssembleShards)
                .Handle<AdapterPromoted, PromoteAdapter>(JobQueues.PromoteAdapter)
                .Handle<AdapterRejected, ContinueLoop>(JobQueues.ContinueAfterAdapter)
                .Handle<RewardModelRejected, ContinueLoop>(JobQueues.ContinueAfterReward)
                // the long jobs last: a worker looks for jobs in this order
                .Handle<ShardRequested, DrawShard>(JobQueues.DrawShard));
    }
}
