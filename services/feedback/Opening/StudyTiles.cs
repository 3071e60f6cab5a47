using System.Collections.Concurrent;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Feedback.Records;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
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
        string setId, RoundPlan plan, int images, bool sideBySide, CancellationToken cancel)
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
            foreach (var number in Enumerable.Range(0, Math.Min(wanted, data.Validation.Count)))
                controls.Add(
                    await ControlAsync(
                        data.Validation,
                        Shuffled(data.Validation, setId, plan.Seed),
                        number,
                        plan.Dataset.Classes.Count,
                        sideBySide,
                        cancel));
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

    private async Task<ControlTile> ControlAsync(
        TileSet tiles, List<int> order, int number, int classes, bool sideBySide, CancellationToken cancel)
    {
        var (tile, plausible) = (order[number], number % 2 == 0);
        var (key, own) = (await PutAsync(tiles, tile, cancel), tiles.Labels[tile]);
        if (!sideBySide)
            return new ControlTile(
                key,
                plausible || classes == 1 ? own : (own + 1 + (number / 2 % (classes - 1))) % classes,
                plausible);
        var stranger = order.Skip(number + 1)
            .Concat(order)
            .Where(other => tiles.Labels[other] != own)
            .Select(other => (int?)other)
            .FirstOrDefault()
            ?? throw new PermanentFailureException(
                "reading study: expected real tiles of two classes to show side by side, found one class");
        var beside = await PutAsync(tiles, stranger, cancel);
        return plausible ? new ControlTile(beside, own, true, key) : new ControlTile(key, own, false, beside);
    }

    private static List<int> Shuffled(TileSet tiles, string purpose, ulong seed)
    {
        var random = new Random(
            BitConverter.ToInt32(Convert.FromHexString(Fingerprint.Of("tiles", purpose, $"{seed}")[..8])));
        var order = Enumerable.Range(0, tiles.Count).ToArray();
        random.Shuffle(order);
        return [.. order];
    }

    private Task<string> PutAsync(TileSet tiles, int index, CancellationToken cancel) =>
        objects.PutAsync("images", "png", Png.Encode(tiles.Image(index)), cancel);
}
