using System.Collections.Concurrent;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Imaging;
using PathAlign.Rounds;
using PathAlign.Statistics;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Opening;

/// <summary>
/// Takes real tiles out of the round's data: controls from the validation split, typical examples from the training
/// split. Examples are chosen once for each data set.
/// </summary>
internal sealed class StudyTiles(IObjectStore objects)
{
    private const int MostControls = 200;
    private readonly ConcurrentDictionary<(string Data, int PerClass), IReadOnlyList<ExampleTile>> _examples = new();

    /// <summary>The study of a set; a repeat gives the same one.</summary>
    internal async Task<ReadingStudy> MakeAsync(
        Blind blind, RoundPlan plan, int images, bool sideBySide, CancellationToken cancel)
    {
        var controls = new List<ControlTile>();
        var chosen = (plan.Data, plan.Rating.ExamplesPerClass);
        IReadOnlyList<ExampleTile>? examples =
            plan.Rating.ExamplesPerClass == 0 ? [] : _examples.GetValueOrDefault(chosen);
        if (plan.Rating.ControlShare > 0 || examples is null)
        {
            var data = await new RoundInputs(objects).DataAsync(plan, cancel);
            var wanted = plan.Rating.ControlShare > 0
                ? Math.Clamp((int)Math.Ceiling(2 * plan.Rating.ControlShare * images), 2, MostControls)
                : 0;
            controls.AddRange(
                await ControlsAsync(data.Validation, blind, wanted, plan.Dataset.Classes.Count, sideBySide, cancel));
            examples ??= _examples[chosen] = await ExamplesAsync(data, plan.Rating.ExamplesPerClass, cancel);
        }
        return new ReadingStudy
        {
            Seed = plan.Seed,
            SideBySide = sideBySide,
            RepeatShare = plan.Rating.RepeatShare,
            ControlShare = controls.Count > 0 ? plan.Rating.ControlShare : 0,
            Controls = controls,
            Examples = examples,
        };
    }

    private async Task<IReadOnlyList<ExampleTile>> ExamplesAsync(
        TileDataset data, int perClass, CancellationToken cancel)
    {
        var examples = new List<ExampleTile>();
        foreach (var label in data.Description.Labels)
            foreach (var tile in TypicalTiles.Of(data.Train, label, perClass))
                examples.Add(new ExampleTile(await PutAsync(data.Train, tile, cancel), label));
        return examples;
    }

    /// <summary>
    /// At most so many controls, each of another tile, and each class as often as any other: raters are shown images of
    /// all classes equally often, so a class must not tell controls.
    /// </summary>
    private async Task<IReadOnlyList<ControlTile>> ControlsAsync(
        TileSet tiles, Blind blind, int wanted, int classes, bool sideBySide, CancellationToken cancel)
    {
        var (controls, left) = (new List<ControlTile>(), Shuffled(tiles, blind));
        if (sideBySide && tiles.Labels.Distinct().Count() == 1) return controls;   // no tile of another class to refuse
        for (var number = 0; number < wanted && left.Count > 0; number++)
        {
            var shown = number % classes;
            // in turns, also within a class
            var plausible = classes == 1 || (number + (classes % 2 == 0 ? number / classes : 0)) % 2 == 0;
            if (Take(tiles, left, label => (label == shown) == (plausible || sideBySide)) is not { } tile) continue;
            var key = await PutAsync(tiles, tile, cancel);
            if (!sideBySide)
            {
                controls.Add(new ControlTile(key, shown, plausible));
                continue;
            }
            var stranger = Take(tiles, left, label => label != shown)
                ?? Enumerable.Range(0, tiles.Count).First(other => tiles.Labels[other] != shown);
            var beside = await PutAsync(tiles, stranger, cancel);
            controls.Add(
                plausible ? new ControlTile(beside, shown, true, key) : new ControlTile(key, shown, false, beside));
        }
        return controls;
    }

    private static int? Take(TileSet tiles, List<int> left, Func<int, bool> fits)
    {
        var place = left.FindIndex(tile => fits(tiles.Labels[tile]));
        if (place < 0) return null;
        var tile = left[place];
        left.RemoveAt(place);
        return tile;
    }

    private static List<int> Shuffled(TileSet tiles, Blind blind) =>
        [.. new CounterRandom(blind.Number("tiles"), 0).Permutation(tiles.Count)];

    private Task<string> PutAsync(TileSet tiles, int index, CancellationToken cancel) =>
        objects.PutAsync("images", "png", Png.Encode(tiles.Image(index)), cancel);
}
