using System.Globalization;
using System.Text;
using System.Text.Json;
using PathAlign.Data;
using PathAlign.Evaluator.Classification;
using PathAlign.Evaluator.Distribution;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Training.Classification;

namespace PathAlign.Evaluator.Reports;

/// <summary>
/// Measures generated tiles: an independent classifier's verdicts against the requested classes, and distances in that
/// classifier's features to real test tiles. The same distances of real training tiles serve as the bound.
/// </summary>
public sealed class GeneratorEvaluation
{
    private const int SchemaVersion = 1;
    private const int NeighbourColumns = 9;
    private const int Neighbourhood = 5, Least = Neighbourhood + 1;
    private readonly TileDataset _real;
    private readonly TileSet _generated;
    private readonly ulong _seed;
    private readonly PointSet _train, _test, _drawn;
    private readonly CancellationToken _cancel;
    private readonly ClassificationReport _verdicts;

    /// <param name="judge">A classifier that took no part in training the generator.</param>
    /// <param name="real">Real tiles.</param>
    /// <param name="generated">Generated tiles with their requested classes.</param>
    /// <param name="seed">Seed of the tiles, of subsets and of bootstraps.</param>
    /// <param name="progress">Told what is classified, and how many of how many tiles.</param>
    /// <param name="cancel">Ends it between two batches.</param>
    public GeneratorEvaluation(
        ClassifierModel judge,
        TileDataset real,
        TileSet generated,
        ulong seed,
        Action<string, int, int> progress,
        CancellationToken cancel)
    {
        (_real, _generated, _seed, _cancel) = (real, generated, seed, cancel);
        ClassifierEvaluation Run(string what, TileSet tiles, bool symmetries) => ClassifierEvaluation.Run(
            judge.Network, tiles, symmetries, (done, total) => progress($"judging {what}", done, total), cancel);
        PointSet Features(string what, TileSet tiles) => PointSet.Of(
            FeatureMatrix.Of(Run(what, tiles, symmetries: false).Features, tiles.Count),
            Neighbourhood,
            (done, total) => progress($"neighbours of {what}", done, total),
            cancel);
        var verdicts = Run("generated tiles in eight symmetries", generated, symmetries: true);
        _verdicts = ClassificationReport.Of(generated.Labels, verdicts.Predicted, real.Description.Classes.Count, seed);
        (_train, _test, _drawn) = (
            Features("real training tiles", real.Train),
            Features("real test tiles", real.Test),
            Features("generated tiles", generated));
    }

    /// <summary>Checks before anything is drawn that there are enough tiles to compare.</summary>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public static void RequireEnough(TileDataset real, int generated)
    {
        if (real.Train.Count < Least || real.Test.Count < Least)
            throw new ArgumentException(
                $"--data: expected at least {Least} tiles in train and in test to compare with, found " +
                    $"{real.Train.Count} and {real.Test.Count}");
        if (generated < Least)
            throw new ArgumentException($"--count: expected at least {Least} tiles to compare, got {generated}");
    }

    /// <summary>Writes report.json, report.md and the picture of nearest training tiles; returns the table.</summary>
    public string Write(string folder)
    {
        var (generatedToTest, trainToTest, generatedToTrain) = (
            Distances(_test, _drawn), Distances(_test, _train), Distances(_train, _drawn));
        var authenticity = Memorisation.Authenticity(_train, _drawn.Features, _cancel);
        var report = new
        {
            schema = SchemaVersion,
            data = _real.Name,
            seed = _seed,
            features = "judge's penultimate layer, 512",
            n = new { generated = _generated.Count, train = _real.Train.Count, test = _real.Test.Count },
            accuracy = _verdicts.Accuracy,
            macroF1 = _verdicts.MacroF1,
            classes = _verdicts.Classes.Select(
                c => new { code = _real.Description.Classes[c.Label].Code, c.Recall, c.Precision, c.F1 }),
            confusion = _verdicts.Confusion,
            generatedAgainstTest = generatedToTest,
            trainAgainstTest = trainToTest,
            generatedAgainstTrain = generatedToTrain,
            authenticity,
            vendi = Vendi.OfCosines(_drawn.Features),
        };
        AtomicFile.Write(
            Path.Combine(folder, "report.json"),
            JsonSerializer.Serialize(
                report,
                new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }));
        AtomicFile.Write(Path.Combine(folder, "neighbours.png"), Png.Encode(Neighbours()));
        var table = Table(
            [
                ("generated against real test", generatedToTest),
                ("real train against real test (bound)", trainToTest),
                ("generated against real train", generatedToTrain),
            ],
            authenticity);
        AtomicFile.Write(Path.Combine(folder, "report.md"), table);
        return table;
    }

    private sealed record DistanceFigures(double Frechet, double Kid, double KidDeviation, Prdc Prdc);

    private DistanceFigures Distances(PointSet real, PointSet other)
    {
        _cancel.ThrowIfCancellationRequested();
        var (kid, deviation) = KernelDistance.OverSubsets(real.Features, other.Features, seed: _seed);
        return new DistanceFigures(
            FrechetDistance.Between(real.Features, other.Features),
            kid,
            deviation,
            Prdc.Of(real, other, Neighbourhood, _cancel));
    }

    private string Table((string name, DistanceFigures figures)[] distances, double authenticity)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{_real.Name}; {_generated.Count} generated tiles, seed {_seed}");
        Line($"");
        Line($"macro F1 {_verdicts.MacroF1}, accuracy {_verdicts.Accuracy}, authenticity {authenticity:f3}");
        Line($"");
        Line($"| class | recall | precision | F1 | n |");
        Line($"| --- | --- | --- | --- | --- |");
        var classes = _real.Description.Classes;
        foreach (var c in _verdicts.Classes)
            Line($"| {classes[c.Label].Code} | {c.Recall} | {c.Precision:f3} | {c.F1:f3} | {c.Count} |");
        Line($"");
        Line($"| judge's features | FD | KID ± sd over subsets | precision | recall | density | coverage |");
        Line($"| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, d) in distances)
        {
            var p = d.Prdc;
            var kid = FormattableString.Invariant($"{d.Kid:f4} ± {d.KidDeviation:f4}");
            var precisionRecall = FormattableString.Invariant($"{p.Precision:f3} | {p.Recall:f3}");
            Line($"| {name} | {d.Frechet:f3} | {kid} | {precisionRecall} | {p.Density:f3} | {p.Coverage:f3} |");
        }
        return text.ToString();
    }

    /// <summary>
    /// Shows some tiles of each class above their nearest training tile by pixels, over all eight symmetries.
    /// </summary>
    private RgbImage Neighbours()
    {
        var rows = new List<GridRow>();
        foreach (var (label, c) in _real.Description.Classes.Index())
        {
            var chosen = Enumerable.Range(0, _generated.Count)
                .Where(i => _generated.Labels[i] == label)
                .Take(NeighbourColumns)
                .ToList();
            rows.Add(new GridRow(c.Code, [.. chosen.Select(_generated.Image)]));
            rows.Add(
                new GridRow("train", [.. chosen.Select(i => PixelNeighbour.Find(_generated.Image(i), _real.Train))]));
        }
        return TileGrid.Draw(rows, "generated tiles, each above its nearest training tile by pixels");
    }
}
