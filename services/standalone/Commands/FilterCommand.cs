using System.CommandLine;
using System.Globalization;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Evaluator.Classification;
using PathAlign.Files;
using PathAlign.Generator.Rounds;
using PathAlign.Imaging;
using PathAlign.Sampling;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// <c>pathalign generator filter</c>: the yield of the filter, and an independent classifier's F1 before and after it.
/// </summary>
internal static class FilterCommand
{
    internal static Command Create()
    {
        var generatorOption = new GeneratorOption();
        var filter = new Option<string?>("--filter")
        {
            Description = "Weights of the classifier that rejects tiles; default: the shipped classifier",
        };
        var judge = new Option<string?>("--judge")
        {
            Description = "Weights of the independent classifier that measures F1; default: the shipped judge",
        };
        var drawing = new TileDrawingOptions(count: 60, steps: 12, seed: 2000);
        var attempts = new Option<int>("--attempts")
        {
            Description = "How often a rejected tile is drawn again, at most",
            DefaultValueFactory = _ => 10,
        };
        var confidence = new Option<double>("--confidence")
        {
            Description = "Keep a tile if the classifier gives its class at least this probability, 0 to 1",
            DefaultValueFactory = _ => new GenerationPlan().FilterConfidence,
        };
        var @out = new Option<string>("--out")
        {
            Description = "Folder for tiles and the table; a stopped run resumes from it",
            DefaultValueFactory = _ => "out/filter",
        };
        var command = new Command(
            "filter",
            "Draw tiles until a classifier assigns them to their class; report the yield, and an independent " +
                "classifier's F1 with and without this filter.")
            {
                filter,
                judge,
                attempts,
                confidence,
                @out,
            };
        drawing.AddTo(command);
        generatorOption.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            using var generator = generatorOption.Load(parsed);
            var options = drawing.Of(parsed, generator, [.. generator.Dataset.Labels]);
            var tries = parsed.GetValue(attempts);
            if (tries is < 1 or > 99) throw new ArgumentException($"--attempts: expected 1 to 99, got {tries}");
            var sure = parsed.GetValue(confidence);
            if (sure is not (>= 0 and <= 1))
                throw new ArgumentException(
                    $"--confidence: expected 0 to 1, got {sure.ToString(CultureInfo.InvariantCulture)}");
            var folder = parsed.GetValue(@out)!;
            var set = generatorOption.Set(parsed);
            using var classifier = ClassifierModel.Load(parsed.GetValue(filter) ?? set.Classifier);
            using var independent = ClassifierModel.Load(parsed.GetValue(judge) ?? set.Judge);
            classifier.RequireFor(generator.Dataset, generator.Size, "--filter");
            independent.RequireFor(generator.Dataset, generator.Size, "--judge");
            var draws = new FilteredDrawing(
                generator,
                classifier,
                options,
                tries,
                sure,
                Path.Combine(folder, "tiles"));
            var drawn = draws.Run(
                draws.AllPlaces,
                (done, total, note) => Console.WriteLine($"tiles {done}/{total}{(note is null ? "" : $"  {note}")}"),
                cancel);
            var before = ClassificationReport.Of(
                drawn.Select(t => t.Label).ToList(),
                Verdicts(independent, [.. drawn.Select(draws.FirstAttempt)]),
                generator.Dataset.Classes.Count,
                options.Seed);
            var kept = drawn.Where(t => t.Kept).ToList();
            var after = ClassificationReport.Of(
                kept.Select(t => t.Label).ToList(),
                Verdicts(independent, kept),
                generator.Dataset.Classes.Count,
                options.Seed);
            var table = Table(generator.Dataset, drawn, before, after, tries, sure);
            AtomicFile.Write(Path.Combine(folder, "filter.md"), table);
            Console.WriteLine(table);
            return 0;
        }, CancellationToken.None));
        return command;
    }

    private static int[] Verdicts(ClassifierModel judge, IReadOnlyList<DrawnTile> tiles)
    {
        var images = tiles.Select(t => (t.Label, Png.Decode(File.ReadAllBytes(t.Path), t.Path))).ToList();
        return ClassifierEvaluation.Run(judge.Network, TileSet.Of(images[0].Item2.Width, images)).Predicted;
    }

    private static string Table(
        DatasetDescription dataset,
        IReadOnlyList<DrawnTile> drawn,
        ClassificationReport before,
        ClassificationReport after,
        int attempts,
        double confidence)
    {
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"macro F1 by an independent classifier: unfiltered {before.MacroF1} n={before.Accuracy.Count}, " +
                    $"filtered {after.MacroF1} n={after.Accuracy.Count}; kept from a probability of {confidence} on, " +
                    $"at most {attempts} further attempts"),
            "",
            "| class | places | drawn | kept | yield | given up | F1 unfiltered | F1 filtered |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
        };
        foreach (var group in drawn.GroupBy(t => t.Label).OrderBy(g => g.Key))
        {
            var (tries, kept) = (group.Sum(t => t.Attempts), group.Count(t => t.Kept));
            double F1(ClassificationReport report) =>
                report.Classes.SingleOrDefault(c => c.Label == group.Key)?.F1 ?? 0;
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {dataset.Classes[group.Key].Code} | {group.Count()} | {tries} | {kept} | " +
                        $"{kept / (double)tries:f3} | {group.Count() - kept} | {F1(before):f3} | {F1(after):f3} |"));
        }
        return string.Join(Environment.NewLine, lines);
    }
}
