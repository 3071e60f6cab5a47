using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Evaluator.Rounds;
using PathAlign.Messaging;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Evaluator;

/// <summary>The evaluator service: whether an adapter is better, on images that no training saw.</summary>
public static class EvaluatorService
{
    /// <summary>Adds the stage. The stores and the jobs have to be among the services, the bus comes after.</summary>
    public static IServiceCollection AddEvaluator(this IServiceCollection services)
    {
        services.TryAddSingleton<RoundInputs>();
        services.TryAddSingleton<RoundNetworks>();
        return services.AddStage(
            StageNames.Evaluator,
            stage => stage.Handle<FeedbackQuorumReached, DecideAdapter>(JobQueues.DecideAdapter));
    }
}
