namespace PathAlign.Sampling;

/// <summary>A tile to draw into a file.</summary>
/// <param name="Label">The class asked for.</param>
/// <param name="Index">Where its noise comes from.</param>
/// <param name="Path">The PNG.</param>
public sealed record PlannedTile(int Label, long Index, string Path);
