using System.Globalization;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Sampling;
using PathAlign.Standalone.Simulation;
using PathAlign.Statistics;

namespace PathAlign.Bench.Cells;

/// <summary>
/// The simulated pathologist for Giemsa-stained cells on real cells: how many held-out cells it calls plausible, and
/// whether it catches and names one criterion that was spoilt.
/// </summary>
internal static class CellsBench
{
    private const ulong Seed = 1;

    internal static int Run(string path, string? autoencoder)
    {
        var (data, pathologist) = Open(path);
        Plausible(data, pathologist);
        if (autoencoder is not null) Decoded(data, ("test", data.Test), pathologist, autoencoder);
        Spoilt(data, pathologist, Seed);
        return 0;
    }

    /// <summary>Decoded validation cells alone: what one looks at to choose between autoencoders.</summary>
    internal static int Choose(string path, IReadOnlyList<string> autoencoders)
    {
        var (data, pathologist) = Open(path);
        foreach (var autoencoder in autoencoders)
        {
            Console.WriteLine($"\n{Path.GetFileName(autoencoder)}");
            Decoded(data, ("validation", data.Validation), pathologist, autoencoder);
        }
        return 0;
    }

    private static (TileDataset, SimulatedPathologist) Open(string path)
    {
        var data = TileDatasets.Load(path);
        var description = data.Description with { Criteria = RatingCriteria.For(data.Description.Stain) };
        var pathologist = new SimulatedPathologist(
            data.Train, description, new SimulationOptions { ErrorRate = 0, Seed = Seed });
        Console.WriteLine($"{data.Name}, {data.Train.Size} px; ranges from {data.Train.Count} cells; seed {Seed}");
        return (data, pathologist);
    }

    private static void Plausible(TileDataset data, SimulatedPathologist pathologist)
    {
        Console.WriteLine("| real cells called plausible | train | val | test |\n| --- | --- | --- | --- |");
        var rated = data.Splits.Select(
            split => Each(split.tiles.Count, i => (
                Label: split.tiles.Labels[i],
                pathologist.Rate(split.tiles.Image(i), split.tiles.Labels[i], "real").Plausible))).ToArray();
        foreach (var label in data.Description.Labels.Append(-1))
            Console.WriteLine(
                $"| {NameOf(data, label)} | " + string.Join(
                    " | ", rated.Select(split => Share([.. split.Where(r => label < 0 || r.Label == label)
                        .Select(r => r.Plausible)]))) + " |");
    }

    // An autoencoder loses detail, and a generator of latents never draws more than it decodes.
    private static void Decoded(
        TileDataset data, (string Name, TileSet Cells) split, SimulatedPathologist pathologist, string path)
    {
        using var autoencoder = AutoencoderFile.Read(path);
        var rated = Enumerable.Range(0, split.Cells.Count)
            .Select(i => (
                Label: split.Cells.Labels[i],
                Before: pathologist.Rate(split.Cells.Image(i), split.Cells.Labels[i], "real"),
                After: pathologist.Rate(
                    Reconstruction.Of(autoencoder.Codec, split.Cells, [i])[0], split.Cells.Labels[i], "decoded")))
            .ToList();
        Console.WriteLine(
            $"\n| real {split.Name} cells called plausible | as photographed | encoded and decoded | " +
                "criteria then named |\n" +
                "| --- | --- | --- | --- |");
        foreach (var label in data.Description.Labels.Append(-1))
        {
            var cells = rated.Where(r => label < 0 || r.Label == label).ToList();
            var named = cells.SelectMany(r => r.After.Faults).CountBy(fault => fault).OrderByDescending(f => f.Value);
            Console.WriteLine(
                $"| {NameOf(data, label)} | " +
                    $"{Share([.. cells.Select(r => r.Before.Plausible)])} | " +
                    $"{Share([.. cells.Select(r => r.After.Plausible)])} | " +
                    string.Join(", ", named.Take(3).Select(f => $"{f.Key} {f.Value}")) + " |");
        }
    }

    private static void Spoilt(TileDataset data, SimulatedPathologist pathologist, ulong seed)
    {
        var thresholds = CellThresholds.Learn(data.Train);
        var tries = Each(data.Test.Count, i => Tries(data, pathologist, thresholds, i, seed)).SelectMany(t => t)
            .ToLookup(t => t.Spoiling);
        Console.WriteLine(
            "\n| spoilt | criterion | caught | named | criteria named on average | least caught class |\n" +
                "| --- | --- | --- | --- | --- | --- |");
        foreach (var spoiling in Spoilings.All)
        {
            var verdicts = tries[spoiling].ToArray();
            var least = verdicts.GroupBy(t => t.Label).MinBy(g => g.Count(Caught) / (double)g.Count())!;
            Console.WriteLine(
                $"| {spoiling.Name} | {spoiling.Criterion} | {Share([.. verdicts.Select(Caught)])} | " +
                    $"{Share([.. verdicts.Select(t => t.Verdict.Faults.Contains(spoiling.Criterion))])} | " +
                    Number(verdicts.Average(t => t.Verdict.Faults.Count), "f1") + " | " +
                    $"{data.Description.Classes[least.Key].Name} {Share([.. least.Select(Caught)])} |");
        }

        bool Caught((Spoiling, int, SimulatedVerdict Verdict) one) => !one.Verdict.Plausible;
    }

    // Only cells that are plausible before: what is caught is caught for the spoiling.
    private static (Spoiling Spoiling, int Label, SimulatedVerdict Verdict)[] Tries(
        TileDataset data, SimulatedPathologist pathologist, CellThresholds thresholds, int i, ulong seed)
    {
        var (image, label) = (data.Test.Image(i), data.Test.Labels[i]);
        var code = data.Description.Classes[label].Code;
        if (!pathologist.Rate(image, label, "real").Plausible) return [];
        var cell = new SpoiltCell(image, thresholds);
        return
        [
            .. Spoilings.All
                .Where(s => s.Classes is null || (s.Classes.Contains(code) && cell.HasNucleusAndCytoplasm))
                .Select(s => (s, s.Apply(cell, new CounterRandom(seed, (ulong)i))))
                .Select(spoilt => (spoilt.Item1, label, pathologist.Rate(spoilt.Item2, label, "spoilt")))
        ];
    }

    private static string NameOf(TileDataset data, int label) =>
        label < 0 ? "all" : data.Description.Classes[label].Name;

    private static T[] Each<T>(int count, Func<int, T> of) =>
        [.. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(of)];

    private static string Share(bool[] hits)
    {
        if (hits.Length == 0) return "none";
        var share = Wilson.Interval(hits.Count(hit => hit), hits.Length);
        return $"{Number(share.Value)} [{Number(share.Low)}, {Number(share.High)}] (n={hits.Length})";
    }

    private static string Number(double value, string form = "f3") =>
        value.ToString(form, CultureInfo.InvariantCulture);
}
