using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Sampling;

namespace PathAlign.Generator.Sampling;

/// <summary>
/// Draws tiles to a folder: one PNG with provenance per tile, and one grid. Existing tiles are kept, so that a stopped
/// run resumes.
/// </summary>
/// <param name="model">The generator.</param>
/// <param name="options">Classes and their number of tiles, seed, sampler, steps and guidance.</param>
/// <param name="folder">The folder.</param>
/// <param name="redraws">When a tile is drawn again; null to draw each once.</param>
public sealed class TileGeneration(
    GeneratorModel model, SamplingOptions options, string folder, Redraws? redraws = null)
{
    // hidden, so that who reads the tiles does not find them twice
    private const string Attempts = ".attempts";

    private const int GridColumns = 12;

    /// <summary>After a run, the number of further attempts.</summary>
    public int DrawnAgain { get; private set; }

    /// <summary>Draws the missing tiles and returns the grid's path.</summary>
    /// <param name="progress">Called with the numbers of finished and of all tiles. A tile that is drawn again is not
    /// finished.</param>
    /// <param name="cancel">Stops between batches.</param>
    public string Run(Action<int, int>? progress, CancellationToken cancel)
    {
        var tiles = options.Labels.SelectMany(
            label => Enumerable.Range(0, options.CountPerClass)
                .Select(i => new PlannedTile(label, IndexOf(label, i), PathOf(label, i)))).ToList();
        if (redraws is null) TileFiles.Draw(model, options, tiles, progress, cancel);
        else DrawBest(new PlausibleDrawing(model, options, redraws), tiles, progress, cancel);
        return DrawGrid(tiles);
    }

    /// <summary>Draws all attempts to a folder of their own and copies the best ones.</summary>
    private void DrawBest(
        PlausibleDrawing drawing, List<PlannedTile> tiles, Action<int, int>? progress, CancellationToken cancel)
    {
        var attempts = Directory.CreateDirectory(Path.Combine(folder, Attempts)).FullName;
        var best = drawing.Run(
            [.. tiles.Select(tile => tile with { Path = Path.Combine(attempts, Path.GetFileName(tile.Path)) })],
            (done, total, _) => progress?.Invoke((int)done, (int)total),
            cancel);
        foreach (var (tile, kept) in tiles.Zip(best)) AtomicFile.Write(tile.Path, File.ReadAllBytes(kept.Tile.Path));
        DrawnAgain = best.Sum(kept => kept.Attempts - 1);
    }

    /// <summary>
    /// The index of a tile. The noise of different classes never overlaps, and a larger count does not change the first
    /// tiles.
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
