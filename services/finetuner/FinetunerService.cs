using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Finetuner.Rounds;
using PathAlign.Messaging;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;

namespace PathAlign.Finetuner;

/// <summary>The finetuner service: trains adapters that draw images that raters find plausible.</summary>
public static class FinetunerService
{
    /// <summary>Adds the stage. Add stores and jobs before it, and the bus after it.</summary>
    public static IServiceCollection AddFinetuner(this IServiceCollection services)
    {
        services.TryAddSingleton<RoundInputs>();
        services.TryAddSingleton<RoundNetworks>();
        return services.AddStage(
            StageNames.Finetuner,
            stage => stage.Handle<RewardModelTrained, FinetuneAdapter>(JobQueues.FinetuneAdapter));
    }
}
