using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Sampling;

namespace PathAlign.Generator.Sampling;

/// <summary>
/// Draws tiles into a folder: a PNG with provenance for each, and one grid. Tiles already there are kept, so a stopped
/// run goes on.
/// </summary>
public sealed class TileGeneration(GeneratorModel model, SamplingOptions options, string folder)
{
    private const int GridColumns = 12;

    /// <summary>Draws what is missing and returns the grid's path.</summary>
    /// <param name="progress">Told how many tiles of how many are there.</param>
    /// <param name="cancel">Stops between batches.</param>
    public string Run(Action<int, int>? progress, CancellationToken cancel)
    {
        var tiles = options.Labels.SelectMany(
            label => Enumerable.Range(0, options.CountPerClass)
                .Select(i => new PlannedTile(label, IndexOf(label, i), PathOf(label, i)))).ToList();
        TileFiles.Draw(model, options, tiles, progress, cancel);
        return DrawGrid(tiles);
    }

    /// <summary>
    /// The classes' noise never overlaps, and asking for more tiles leaves the first ones as they were.
    /// </summary>
    private static long IndexOf(int label, int i) => ((long)label << 32) + i;

    private string PathOf(int label, int i) =>
        Path.Combine(
            folder, string.Create(CultureInfo.InvariantCulture, $"{model.Dataset.Classes[label].Code}-{i:D5}.png"));

    private string DrawGrid(List<PlannedTile> tiles)
    {
        var rows = tiles.GroupBy(tile => tile.Label).Select(
            group => new GridRow(
                model.Dataset.Classes[group.Key].Code,
                [.. group.Take(GridColumns).Select(TileFiles.Read)])).ToList();
        var title = string.Create(
            CultureInfo.InvariantCulture,
            $"synthetic - seed {options.Seed}, {options.Sampler}, {options.Steps} steps, guidance {options.Guidance}");
        var path = Path.Combine(folder, "grid.png");
        AtomicFile.Write(
            path,
            Png.Encode(
                TileGrid.Draw(rows, title),
                new Dictionary<string, string> { [Provenance.SyntheticKey] = "true" }));
        return path;
    }
}
