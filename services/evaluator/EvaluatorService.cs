using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Evaluator.Rounds;
using PathAlign.Messaging;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Evaluator;

/// <summary>The evaluator service: decides whether an adapter is better, on images that no training used.</summary>
public static class EvaluatorService
{
    /// <summary>Adds the stage. Add stores and jobs before it, and the bus after it.</summary>
    public static IServiceCollection AddEvaluator(this IServiceCollection services)
    {
        services.TryAddSingleton<RoundInputs>();
        services.TryAddSingleton<RoundNetworks>();
        return services.AddStage(
            StageNames.Evaluator,
            stage => stage.Handle<FeedbackQuorumReached, DecideAdapter>(JobQueues.DecideAdapter));
    }
}
