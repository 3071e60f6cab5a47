using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Feedback.Storage;
using PathAlign.Imaging;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Study;

/// <summary>Takes real tiles out of the round's data: controls from the validation split, examples from the training split.</summary>
internal sealed class StudyTiles(IObjectStore objects)
{
    private const int MostControls = 200;

    /// <summary>The study of a set; a repeat makes the same one.</summary>
    internal async Task<ReadingStudy> MakeAsync(string setId, RoundPlan plan, int images, CancellationToken cancel)
    {
        var (controls, examples) = (new List<ControlTile>(), new List<ExampleTile>());
        if (plan.Rating.ControlShare > 0 || plan.Rating.ExamplesPerClass > 0)
        {
            var data = plan.Data == RoundPlan.Phantom ? Phantom.Create() : MedMnist.Load(await objects.GetFileAsync(plan.Data, cancel));
            var wanted = plan.Rating.ControlShare > 0 ? Math.Clamp((int)Math.Ceiling(2 * plan.Rating.ControlShare * images), 2, MostControls) : 0;
            foreach (var tile in Shuffled(data.Validation, setId, plan.Seed).Take(wanted))
            {
                var (own, plausible) = (data.Validation.Labels[tile], controls.Count % 2 == 0);
                var shown = plausible ? own : (own + 1 + (controls.Count / 2 % (TissueClasses.All.Count - 1))) % TissueClasses.All.Count;
                controls.Add(new ControlTile(await PutAsync(data.Validation, tile, cancel), shown, plausible));
            }
            foreach (var label in TissueClasses.All.Select(c => c.Label))
                foreach (var tile in Shuffled(data.Train, "examples", plan.Seed).Where(t => data.Train.Labels[t] == label).Take(plan.Rating.ExamplesPerClass))
                    examples.Add(new ExampleTile(await PutAsync(data.Train, tile, cancel), label));
        }
        return new ReadingStudy { Seed = plan.Seed, RepeatShare = plan.Rating.RepeatShare, ControlShare = controls.Count > 0 ? plan.Rating.ControlShare : 0, Controls = controls, Examples = examples };
    }

    private static List<int> Shuffled(TileSet tiles, string purpose, ulong seed)
    {
        var random = new Random(BitConverter.ToInt32(Convert.FromHexString(Fingerprint.Of("tiles", purpose, $"{seed}")[..8])));
        var order = Enumerable.Range(0, tiles.Count).ToArray();
        random.Shuffle(order);
        return [.. order];
    }

    private Task<string> PutAsync(TileSet tiles, int index, CancellationToken cancel) => objects.PutAsync("images", "png", Png.Encode(tiles.Image(index)), cancel);
}
