using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Datasets;

namespace PathAlign.Data;

/// <summary>
/// A data set in its three splits. In PathMNIST training and validation tiles are of one centre, test tiles of another.
/// </summary>
/// <param name="Name">What it is and how many tiles, for reports.</param>
/// <param name="Description">Its classes, their criteria and so on.</param>
/// <param name="Train">Tiles to learn from.</param>
/// <param name="Validation">Tiles to choose by.</param>
/// <param name="Test">Tiles to report on, never to choose by.</param>
/// <param name="Synthetic">Whether the tiles are drawn, not photographed.</param>
public sealed record TileDataset(
    string Name, DatasetDescription Description, TileSet Train, TileSet Validation, TileSet Test, bool Synthetic)
{
    /// <summary>Files that were left out, with the reason of each; empty where everything was read.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>The splits by name.</summary>
    public IEnumerable<(string name, TileSet tiles)> Splits =>
        [("train", Train), ("val", Validation), ("test", Test)];

    /// <summary>
    /// SHA-256 of classes, sizes, labels and pixels of all splits: what a run that learns from it is of.
    /// </summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var code in Description.Codes) Add(code);
        foreach (var (name, tiles) in Splits)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{name} {tiles.Size} {tiles.Count}"));
            hash.AppendData(MemoryMarshal.AsBytes<int>(tiles.Labels));
            hash.AppendData(tiles.Pixels);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
