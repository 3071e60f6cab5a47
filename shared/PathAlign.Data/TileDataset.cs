using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Datasets;

namespace PathAlign.Data;

/// <summary>
/// A data set with three splits. In PathMNIST, training and validation tiles come from one centre, and test tiles from
/// another.
/// </summary>
/// <param name="Name">Its name and numbers of tiles, for reports.</param>
/// <param name="Description">Its classes, their criteria and so on.</param>
/// <param name="Train">Tiles for training.</param>
/// <param name="Validation">Tiles for choosing settings and models.</param>
/// <param name="Test">Tiles for reported results; they are never used to choose settings or models.</param>
/// <param name="Synthetic">Whether the tiles are drawn, not photographed.</param>
public sealed record TileDataset(
    string Name, DatasetDescription Description, TileSet Train, TileSet Validation, TileSet Test, bool Synthetic)
{
    /// <summary>Files that were not read, with the reason of each; empty if every file was read.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>The splits by name.</summary>
    public IEnumerable<(string name, TileSet tiles)> Splits =>
        [("train", Train), ("val", Validation), ("test", Test)];

    /// <summary>
    /// SHA-256 of the classes, sizes, labels and pixels of all splits. It identifies the data of a training run.
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
            tiles.AppendTo(hash);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
