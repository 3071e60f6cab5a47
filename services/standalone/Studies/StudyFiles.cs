using System.Globalization;
using PathAlign.Contracts.Events;
using PathAlign.Files;
using PathAlign.Import;
using PathAlign.Reward.Training;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Studies;

/// <summary>
/// The result of a study or of a round's reward model: a summary of a few lines, the ratings as a table, and the reward
/// model's file.
/// </summary>
internal sealed class StudyFiles(IObjectStore objects, Home home)
{
    private readonly RoundInputs _inputs = new(objects);

    /// <summary>Writes the files into the home and returns the summary.</summary>
    /// <param name="state">A round whose ratings are frozen.</param>
    /// <param name="cancel">Cancels the operation.</param>
    internal async Task<string> WriteAsync(RoundState state, CancellationToken cancel)
    {
        var learned = state.Learned!;
        var folder = Path.Combine(home.Root, "reports", state.RoundId);
        var raters = learned.Simulated ? "simulated raters" : "human raters";
        var lines = new List<string> { $"{state.RoundId}: {learned.Count} ratings by {raters}" };
        if (state.IsStudy)
        {
            CsvFile.Write(Path.Combine(folder, "ratings.csv"), await RatingsAsync(learned, cancel));
            lines.Add($"ratings: {Path.Combine(folder, "ratings.csv")}");
        }
        if (state.RewardReportKey is not { } reportKey)
            return string.Join(Environment.NewLine, [.. lines, "no reward model: the study names no classifier"]);

        var report = await objects.GetJsonAsync<RewardReport>(reportKey, cancel);
        var plan = await _inputs.PlanAsync(learned.PlanKey, cancel);
        lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"reward model: AUROC {report.Auroc} on {report.HeldOutCount} held-out ratings " +
                $"({report.PlausibleShare:p0} plausible; it learned from {report.TrainCount}), Brier " +
                $"{report.Brier:f3} (always the plausible share: {report.BrierOfShare:f3}), seed {plan.Seed}"));
        if (report.CrossValidated is { } all)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"by cross-validation: AUROC {all}, n={all.Count}"));
        if ((report.CrossValidated ?? report.Auroc).Low <= 0.5)
            lines.Add(
                "It predicts held-out ratings no better than chance: do not trust its scores. More ratings, and " +
                    "images of both kinds, may help.");
        var path = Path.Combine(folder, "reward.safetensors");
        AtomicFile.Write(path, await objects.GetAsync(state.TrainedRewardKey!, cancel));
        lines.Add($"reward model: {path}; pathalign score FOLDER --study {state.RoundId} scores images with it");
        return string.Join(Environment.NewLine, lines);
    }

    private async Task<IEnumerable<IEnumerable<string>>> RatingsAsync(
        FeedbackQuorumReached learned, CancellationToken cancel)
    {
        var dataset = (await _inputs.PlanAsync(learned.PlanKey, cancel)).Dataset;
        var images = (await _inputs.ImagesAsync(learned.ImagesKey, cancel)).Images.ToDictionary(image => image.Id);
        var ratings = await _inputs.RatingsAsync(learned.RatingsKey, cancel);
        var pairs = (ratings.Pairs ?? []).ToDictionary(pair => pair.Id);
        string Name(string id) => pairs.TryGetValue(id, out var pair)
            ? $"{Name(pair.LeftId)} | {Name(pair.RightId)}"
            : images[id].Name ?? id;
        int Label(string id) => images[pairs.TryGetValue(id, out var pair) ? pair.LeftId : id].Label;
        return
        [
            ["file", "class", "imageId", "rater", "simulated", "plausibility", "faults"],
            .. ratings.Ratings.Concat(ratings.Decisions ?? []).Select(rating => (string[])
            [
                Name(rating.ImageId),
                dataset.Classes[Label(rating.ImageId)].Code,
                rating.ImageId,
                rating.Rater,
                rating.Simulated ? "true" : "false",
                rating.Plausibility.ToString(CultureInfo.InvariantCulture),
                string.Join(';', rating.Faults),
            ]),
        ];
    }
}
