using PathAlign.Data;

namespace PathAlign.Finetuner.Objectives;

/// <summary>Synthetic tiles with their rewards.</summary>
/// <param name="Tiles">The tiles with their requested classes.</param>
/// <param name="Rewards">The reward of each tile, in [0, 1]; high means plausible.</param>
public sealed record RewardedTiles(TileSet Tiles, IReadOnlyList<double> Rewards);
