namespace PathAlign.Data;

/// <summary>
/// A data set in its three splits. In PathMNIST training and validation tiles are of one centre, test tiles of another.
/// </summary>
/// <param name="Name">What it is and how many tiles, for reports.</param>
/// <param name="Train">Tiles to learn from.</param>
/// <param name="Validation">Tiles to choose by.</param>
/// <param name="Test">Tiles to report on, never to choose by.</param>
/// <param name="Synthetic">Whether the tiles are drawn, not photographed.</param>
public sealed record TileDataset(string Name, TileSet Train, TileSet Validation, TileSet Test, bool Synthetic)
{
    /// <summary>The splits by name.</summary>
    public IEnumerable<(string name, TileSet tiles)> Splits => [("train", Train), ("val", Validation), ("test", Test)];
}
