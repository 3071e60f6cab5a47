namespace PathAlign.Generator.Rounds;

/// <summary>A place in a round and what was drawn for it.</summary>
/// <param name="Label">The class asked for.</param>
/// <param name="Place">The place within the class, from 0.</param>
/// <param name="Index">Where the noise of the last attempt came from.</param>
/// <param name="Path">The PNG of the last attempt.</param>
/// <param name="Attempts">How often it was drawn.</param>
/// <param name="Kept">Whether the classifier is sure that the last attempt shows the class asked for, or was not
/// asked.</param>
public sealed record DrawnTile(int Label, int Place, long Index, string Path, int Attempts, bool Kept);
