using PathAlign.Contracts.Datasets;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>Data sets by where they come from.</summary>
public static class TileDatasets
{
    /// <summary>Reads a MedMNIST archive or a folder of tiles; without a path the phantom is drawn.</summary>
    /// <param name="path">An archive, a folder, or phantom.</param>
    /// <param name="description">Its classes; null takes what lies beside the data or follows from it.</param>
    /// <exception cref="InvalidInputException">Nothing there, or it breaks a rule.</exception>
    public static TileDataset Load(string? path, DatasetDescription? description = null) => path switch
    {
        null or "phantom" => Phantom.Create(),
        _ when Directory.Exists(path) => TileFolder.Load(path, description),
        _ => MedMnist.Load(path, description),
    };
}
