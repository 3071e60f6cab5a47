using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Models.Adapters;
using PathAlign.Models.Reward;
using PathAlign.Sampling;

namespace PathAlign.Finetuner.Objectives;

/// <summary>The inputs of objectives.</summary>
/// <param name="Plan">The round's plan.</param>
/// <param name="Generator">The generator.</param>
/// <param name="Adapter">The adapter to train. It is merged into the generator's network when a loss is computed. An
/// objective that compares with the base merges it with strength 0, and then merges it again.</param>
/// <param name="Reward">The reward model, frozen.</param>
/// <param name="Real">Real training tiles.</param>
/// <param name="Synthetic">Synthetic tiles with their rewards.</param>
internal sealed record FinetuneInputs(
    RoundPlan Plan,
    GeneratorModel Generator,
    LoraAdapter Adapter,
    RewardNetwork Reward,
    TileSet Real,
    RewardedTiles Synthetic);
