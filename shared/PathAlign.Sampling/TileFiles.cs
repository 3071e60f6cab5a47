using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;

namespace PathAlign.Sampling;

/// <summary>
/// Draws tiles into PNG files with their provenance. A file that is already what was asked for is kept, so a stopped
/// run goes on.
/// </summary>
public static class TileFiles
{
    /// <summary>Draws what is missing.</summary>
    /// <param name="model">Draws.</param>
    /// <param name="options">Seed, sampler, steps and guidance; its labels and counts are not looked at.</param>
    /// <param name="tiles">What to draw.</param>
    /// <param name="progress">Told how many of how many are there.</param>
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

    /// <summary>The tile of a file.</summary>
    public static RgbImage Read(PlannedTile tile) => Png.Decode(File.ReadAllBytes(tile.Path), tile.Path);

    /// <summary>Draws a tile again from what it says of its origin, as the PNG that it was then.</summary>
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
            new SamplerSettings(Samplers.Parse(options.Sampler), options.Steps, options.Guidance));
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
            return false;   // damaged: drawn anew
        }
    }
}
