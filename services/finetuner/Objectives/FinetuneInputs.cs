using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Models.Adapters;
using PathAlign.Models.Reward;
using PathAlign.Sampling;

namespace PathAlign.Finetuner.Objectives;

/// <summary>What objectives learn from.</summary>
/// <param name="Plan">The round's plan.</param>
/// <param name="Generator">The generator.</param>
/// <param name="Adapter">What is trained. It is merged into the generator's network when a loss is asked for; an
/// objective that compares with the base merges it at strength 0, and back.</param>
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
