using PathAlign.Contracts.Datasets;
using PathAlign.Data;

namespace PathAlign.Standalone;

/// <summary>Reads real images and shows how far it is, since a large folder takes minutes.</summary>
internal static class DataReading
{
    /// <inheritdoc cref="TileDatasets.Load"/>
    internal static TileDataset Read(string? path, DatasetDescription? description = null) => Directory.Exists(path)
        ? ProgressDisplay.CountLong("images read", report => TileDatasets.Load(path, description, report))
        : TileDatasets.Load(path, description);
}
