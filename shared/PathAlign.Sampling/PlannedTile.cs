namespace PathAlign.Sampling;

/// <summary>A tile to draw to a file.</summary>
/// <param name="Label">The requested class.</param>
/// <param name="Index">The tile's index, which determines its noise.</param>
/// <param name="Path">Path of the PNG.</param>
public sealed record PlannedTile(int Label, long Index, string Path);
