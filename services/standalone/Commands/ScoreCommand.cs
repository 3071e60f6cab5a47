using System.CommandLine;
using System.Globalization;
using PathAlign.Import;
using PathAlign.Standalone.Embedded;
using PathAlign.Standalone.Scoring;
using PathAlign.Statistics;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign score</c>: scores images from elsewhere with a reward model.</summary>
internal static class ScoreCommand
{
    internal static Command Create()
    {
        var (where, study, labels) = (new ServicesOptions(), RewardCommands.StudyOption(), new LabelOptions());
        var source = new Argument<string>("images")
        {
            Description = "Folder or .npz file of images, with the classes of the reward model",
        };
        var reward = new Option<string?>("--reward")
        {
            Description = "File of the reward model, instead of --study",
        };
        var classifier = new Option<string?>("--classifier")
        {
            Description = "File of the classifier that is the reward model's trunk; default: the one in --home, or " +
                "the shipped one",
        };
        var @out = new Option<string>("--out")
        {
            Description = $"Folder for {ScoreFiles.Table} and {ScoreFiles.Sheet}",
            DefaultValueFactory = _ => "out/score",
        };
        var command = new Command(
            "score",
            "Score images with the reward model of a study or a round: how plausible raters would find them, and " +
                "the best and the worst images of each class.") { source, study, reward, classifier, @out };
        foreach (var option in labels.All) command.Add(option);
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (file, id) = (parsed.GetValue(reward), parsed.GetValue(study));
            if (file is null == id is null)
                throw new ArgumentException("score: expected --study NAME or --reward FILE, one of them");
            // A file alone needs no home; an existing one tells which of the images were rated.
            using var home = id is not null || where.Exists(parsed) ? where.ExistingHome(parsed) : null;
            await using var services = home is null ? null : where.Open(parsed, home);
            using var model = await LoadedReward.LoadAsync(
                file ?? await FileAsync(services!, id!, cancel),
                (classifier.Name, parsed.GetValue(classifier)),
                services?.Objects,
                cancel);
            var images = LabelledImages.Open(
                labels.Read(parsed, parsed.GetValue(source)!, model.Dataset), cancel);
            if (model.Size is { } size && size != images.Size)
                throw new ArgumentException(
                    $"score: expected images of {size} px, which the reward model learned from, found {images.Size} " +
                        $"px; --size {size} scales them");
            var ratings = await KnownRatings.ReadAsync(services, model.RatingsKey, cancel);
            var lines = new ProgressLines(Console.WriteLine);
            var scoring = new ScoreImages(model, ratings, (done, total) => lines.Report("scored", done, total));
            var scored = await Task.Run(() => scoring.Run(images, cancel), CancellationToken.None);
            if (scored.Count == 0)
                throw new ArgumentException(
                    $"score: expected an undamaged image, found none: {images.Skipped[0].Reason}");
            foreach (var line in SkippedFiles.Lines(images.Skipped)) Console.WriteLine(line);
            if (labels.DepthLine(parsed, images) is { } depth) Console.WriteLine(depth);
            var folder = parsed.GetValue(@out)!;
            ScoreFiles.Write(folder, scored, model);
            foreach (var line in Lines(scored, ratings.Simulated)) Console.WriteLine(line);
            Console.WriteLine(
                $"scores: {Path.Combine(folder, ScoreFiles.Table)}; look: {Path.Combine(folder, ScoreFiles.Sheet)}");
            return 0;
        });
        return command;
    }

    /// <summary>The file of a round's reward model; warns if the model was rejected.</summary>
    private static async Task<string> FileAsync(IRoundServices services, string id, CancellationToken cancel)
    {
        var state = await RewardCommands.FindAsync(services, id, cancel);
        var key = state.TrainedRewardKey
            ?? throw new ArgumentException(
                $"--study: expected a trained reward model, found none of '{id}'; pathalign reward train --study " +
                    $"{id} trains it");
        if (state.RewardKey is null) Console.WriteLine($"note: {string.Join("; ", state.Objections)}");
        return await services.Objects.GetFileAsync(key, cancel);
    }

    private static IEnumerable<string> Lines(IReadOnlyList<ScoredImage> scored, bool simulated)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"scored: {scored.Count} images, plausible {scored.Average(one => one.Score.Plausible):f3} on average, " +
                $"spread of the ensemble {scored.Average(one => one.Score.Spread):f3}");
        foreach (var (taught, note) in new[]
        {
            (false, "that the reward model did not learn from"),
            (true, "that the reward model learned from or was calibrated on, so it is too high"),
        })
        {
            var rated = scored.Where(one => one.Rated is { } mean && mean != 0.5 && one.Taught == taught).ToList();
            if (rated.Select(one => one.Rated > 0.5).Distinct().Count() < 2) continue;
            var auroc = Bootstrap.Interval(rated.Count, rows => Auroc(rows, rated));
            var raters = simulated ? " (some simulated)" : "";
            yield return $"AUROC {auroc} on {rated.Count} images with ratings{raters} {note}";
        }
    }

    private static double Auroc(int[] rows, IReadOnlyList<ScoredImage> rated) =>
        Probabilities.Auroc(
            [.. rows.Select(r => rated[r].Score.Plausible)], [.. rows.Select(r => rated[r].Rated > 0.5)]) is var value
        && double.IsNaN(value) ? 0.5 : value;
}
