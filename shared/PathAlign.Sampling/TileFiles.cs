using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Compute;

namespace PathAlign.Sampling;

/// <summary>
/// Draws tiles to PNG files with their provenance. Files with the same provenance are kept, so that a stopped run
/// resumes.
/// </summary>
public static class TileFiles
{
    /// <summary>Draws the missing tiles.</summary>
    /// <param name="model">The generator.</param>
    /// <param name="options">Seed, sampler, steps and guidance; labels and counts are ignored.</param>
    /// <param name="tiles">What to draw.</param>
    /// <param name="progress">Called with the numbers of finished and of all tiles.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static void Draw(
        GeneratorModel model,
        SamplingOptions options,
        IReadOnlyList<PlannedTile> tiles,
        Action<int, int>? progress,
        CancellationToken cancel)
    {
        var missing = tiles.Where(tile => !IsDone(model, options, tile)).ToList();
        var done = tiles.Count - missing.Count;
        progress?.Invoke(done, tiles.Count);
        foreach (var batch in missing.Chunk(options.Batch))
        {
            cancel.ThrowIfCancellationRequested();
            DrawBatch(model, options, batch);
            progress?.Invoke(done += batch.Length, tiles.Count);
        }
    }

    /// <summary>Reads a tile from its file.</summary>
    public static RgbImage Read(PlannedTile tile) => Png.Decode(File.ReadAllBytes(tile.Path), tile.Path);

    /// <summary>
    /// Draws a tile again from its origin and returns the PNG; with the origin's compute stamp, its bytes are the same.
    /// </summary>
    /// <param name="model">The generator, with its adapter, that the origin names.</param>
    /// <param name="origin">The tile's origin.</param>
    /// <exception cref="InvalidInputException">The generator does not draw the origin's class.</exception>
    public static byte[] Redraw(GeneratorModel model, TileOrigin origin)
    {
        var label = model.Dataset.LabelOf(origin.ClassCode)
            ?? throw new InvalidInputException(
                "provenance",
                "class",
                $"expected one of the generator's classes {string.Join(", ", model.Dataset.Codes.Take(20))}, found " +
                    $"'{origin.ClassCode}'");
        return Encode(model, origin.Options, [(label, origin.Index)]).Single();
    }

    private static void DrawBatch(GeneratorModel model, SamplingOptions options, PlannedTile[] batch)
    {
        foreach (var (tile, png) in batch.Zip(Encode(model, options, [.. batch.Select(t => (t.Label, t.Index))])))
            AtomicFile.Write(tile.Path, png);
    }

    private static IEnumerable<byte[]> Encode(
        GeneratorModel model, SamplingOptions options, IReadOnlyList<(int Label, long Index)> tiles)
    {
        using var precision = ComputePrecision.Use(options.Precision);
        var images = TileSampler.Sample(
            model.Diffusion,
            new TileDraws([.. tiles.Select(t => (long)t.Label)], [.. tiles.Select(t => t.Index)], options.Seed),
            options.ToSettings());
        return tiles.Zip(
            images, (tile, image) => Png.Encode(image, Provenance.Of(model, options, tile.Label, tile.Index)));
    }

    private static bool IsDone(GeneratorModel model, SamplingOptions options, PlannedTile tile)
    {
        if (!File.Exists(tile.Path)) return false;
        try
        {
            var found = Png.ReadText(File.ReadAllBytes(tile.Path), tile.Path);
            return Provenance.Of(model, options, tile.Label, tile.Index)
                .All(entry => found.TryGetValue(entry.Key, out var text) && text == entry.Value);
        }
        catch (InvalidInputException)
        {
            return false;   // damaged: draw it again
        }
    }
}
