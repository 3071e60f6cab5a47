namespace PathAlign.Generator.Rounds;

/// <summary>A place in a round and the last attempt to draw it.</summary>
/// <param name="Label">The requested class.</param>
/// <param name="Place">The place within the class, from 0.</param>
/// <param name="Index">The tile index of the last attempt, which determines its noise.</param>
/// <param name="Path">Path of the PNG of the last attempt.</param>
/// <param name="Attempts">Number of attempts.</param>
/// <param name="Kept">Whether the last attempt is kept: the classifier assigns it to the requested class with enough
/// confidence, or there is no filter.</param>
public sealed record DrawnTile(int Label, int Place, long Index, string Path, int Attempts, bool Kept);
