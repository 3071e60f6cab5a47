using System.Globalization;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Sampling;
using PathAlign.Training.Classification;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// The self-validating loop of Choudhary 2025, with a limit. If a classifier assigns an image to another class, or is
/// not confident enough, the image is drawn again from other noise, up to a given number of times. Each attempt is a
/// file, so that a stopped run resumes.
/// </summary>
/// <param name="generator">The generator.</param>
/// <param name="classifier">The classifier that filters, or null if no image is drawn again. It never judges results.
/// </param>
/// <param name="options">The tiles to draw and the settings of sampling.</param>
/// <param name="attempts">Maximum number of redraws per place; 0 turns the filter off.</param>
/// <param name="confidence">Minimum probability of the requested class, in [0, 1], for an image to be kept.</param>
/// <param name="folder">Folder of the attempts.</param>
public sealed class FilteredDrawing(
    GeneratorModel generator,
    ClassifierModel? classifier,
    SamplingOptions options,
    int attempts,
    double confidence,
    string folder)
{
    /// <summary>All places of the options, in order of class and place.</summary>
    public IReadOnlyList<(int Label, int Place)> AllPlaces =>
        [.. options.Labels.SelectMany(label => Enumerable.Range(0, options.CountPerClass).Select(p => (label, p)))];

    /// <summary>Draws the missing attempts and returns every place in the given order.</summary>
    /// <param name="wanted">The places to fill: class, and place within the class.</param>
    /// <param name="report">Called with the numbers of finished and of all images, and a note.</param>
    /// <param name="cancel">Stops between batches.</param>
    public IReadOnlyList<DrawnTile> Run(
        IReadOnlyList<(int Label, int Place)> wanted, Action<long, long, string?> report, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var places = wanted.Select(w => Tile(w.Label, w.Place, 0)).ToList();
        var open = Enumerable.Range(0, places.Count).ToList();
        for (var attempt = 0; attempt <= attempts && open.Count > 0; attempt++)
        {
            foreach (var i in open) places[i] = Tile(places[i].Label, places[i].Place, attempt);
            var (kept, note) = (
                places.Count - open.Count, attempt == 0 ? null : $"attempt {attempt + 1} for {open.Count} tiles");
            TileFiles.Draw(
                generator,
                options,
                [.. open.Select(i => new PlannedTile(places[i].Label, places[i].Index, places[i].Path))],
                (done, _) => report(kept + done, places.Count, note),
                cancel);
            Validate(places, open);
            open = [.. open.Where(i => !places[i].Kept)];
        }
        return places;
    }

    /// <summary>The first attempt of a place, whether or not it was kept.</summary>
    public DrawnTile FirstAttempt(DrawnTile tile) => Tile(tile.Label, tile.Place, 0);

    private DrawnTile Tile(int label, int place, int attempt)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{generator.Dataset.Classes[label].Code}-{place:D5}-{attempt:D2}.png");
        return new DrawnTile(
            label,
            place,
            ((long)label << 40) + ((long)attempt << 32) + place,
            Path.Combine(folder, name),
            attempt + 1,
            Kept: false);
    }

    private void Validate(List<DrawnTile> places, List<int> open)
    {
        if (classifier is null || attempts == 0)
        {
            foreach (var i in open) places[i] = places[i] with { Kept = true };
            return;
        }
        var tiles = TileSet.Of(
            generator.Size,
            [.. open.Select(i => (places[i].Label, Png.Decode(File.ReadAllBytes(places[i].Path), places[i].Path)))]);
        var verdicts = ClassifierEvaluation.Run(classifier.Network, tiles, symmetries: false);
        foreach (var (row, i) in open.Index())
            places[i] = places[i] with
            {
                Kept = verdicts.Predicted[row] == tiles.Labels[row]
                    && verdicts.Probability(row, tiles.Labels[row]) >= confidence,
            };
    }
}
