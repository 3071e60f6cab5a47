using PathAlign.Data;

namespace PathAlign.Finetuner.Objectives;

/// <summary>Synthetic tiles with what the reward model says of them.</summary>
/// <param name="Tiles">The tiles with the classes they were asked for.</param>
/// <param name="Rewards">Of each, in [0, 1], high meaning plausible.</param>
public sealed record RewardedTiles(TileSet Tiles, IReadOnlyList<double> Rewards);
