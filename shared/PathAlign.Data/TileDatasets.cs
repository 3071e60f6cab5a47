using PathAlign.Contracts.Datasets;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>Loads data sets by path.</summary>
public static class TileDatasets
{
    /// <summary>Reads a MedMNIST archive or a folder of tiles, or draws the phantom.</summary>
    /// <param name="path">An archive or a folder; null or <c>phantom</c> draws the phantom.</param>
    /// <param name="description">Its classes; null takes the description next to the data, or derives it from the
    /// data.</param>
    /// <param name="progress">Told how many of how many files of a folder are read.</param>
    /// <exception cref="InvalidInputException">The data is missing or breaks a rule.</exception>
    public static TileDataset Load(
        string? path, DatasetDescription? description = null, Action<int, int>? progress = null) => path switch
        {
            null or "phantom" => Phantom.Standard,
            _ when Directory.Exists(path) => TileFolder.Load(path, description, progress),
            _ => MedMnist.Load(path, description),
        };
}
