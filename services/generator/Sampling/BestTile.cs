using PathAlign.Sampling;

namespace PathAlign.Generator.Sampling;

/// <summary>The most plausible of the attempts to draw a tile.</summary>
/// <param name="Tile">The attempt that is kept: its index determines its noise.</param>
/// <param name="Reward">Its plausibility by the reward model, 0 to 1; null if no reward model was asked.</param>
/// <param name="Attempts">How often the tile was drawn.</param>
public sealed record BestTile(PlannedTile Tile, double? Reward, int Attempts);
