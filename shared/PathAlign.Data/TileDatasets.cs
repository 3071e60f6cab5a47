using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>Data sets by where they come from.</summary>
public static class TileDatasets
{
    /// <summary>Reads a MedMNIST archive or a folder of tiles; without a path the phantom is drawn.</summary>
    /// <exception cref="InvalidInputException">Nothing there, or it breaks a rule.</exception>
    public static TileDataset Load(string? path) => path switch
    {
        null or "phantom" => Phantom.Create(),
        _ when Directory.Exists(path) => TileFolder.Load(path),
        _ => MedMnist.Load(path),
    };
}
