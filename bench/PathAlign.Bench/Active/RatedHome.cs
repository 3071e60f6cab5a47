using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Reward.Training;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;

namespace PathAlign.Bench.Active;

/// <summary>
/// A home with a finished round: the rated images for training, and as test images those of the comparison that the
/// same generator drew.
/// </summary>
internal sealed record RatedHome(
    string Name,
    RoundPlan Plan,
    string ClassifierPath,
    TileSet Real,
    RatedTiles Pool,
    RatedTiles Test,
    IReadOnlyList<string> Raters)
{
    private const string Before = "before";

    /// <summary>Reads the first round of a home that no process uses.</summary>
    internal static async Task<RatedHome> ReadAsync(string home, CancellationToken cancel)
    {
        const int round = 1;
        var root = Path.Combine(home, "objects");
        var objects = new FileObjectStore(root);
        var inputs = new RoundInputs(objects);
        var plan = (
            await AllAsync(root, "plans", key => inputs.PlanAsync(key, cancel))).FirstOrDefault(p => p.Number == round)
            ?? throw new ArgumentException($"{home}: expected a plan of round {round}, found none");
        var images = (
            await AllAsync(root, "manifests", key => inputs.ImagesAsync(key, cancel))).Where(
                m => m.RoundId == plan.RoundId).SelectMany(m => m.Images).ToList();
        var said = (
            await AllAsync(root, "ratings", key => inputs.RatingsAsync(key, cancel))).Where(
                m => m.RoundId == plan.RoundId).SelectMany(m => m.Ratings).ToList();
        var ratings = MeanRating.ByImage(new RatingManifest { RoundId = plan.RoundId, Ratings = said });
        async Task<RatedTiles> RatedAsync(string? arm)
        {
            var rows = images.Where(i => i.Arm == arm && ratings.ContainsKey(i.Id)).ToList();
            if (rows.Count == 0)
                throw new ArgumentException(
                    $"{home}: expected rated images {(arm is null ? "to learn from" : "of the comparison")} of round " +
                        $"{round}, found none");
            return new RatedTiles(
                await inputs.TilesAsync(rows, cancel),
                [.. rows.Select(r => ratings[r.Id].Plausibility)],
                [
                    .. rows.Select(
                        r => (IReadOnlyList<bool>)[.. plan.Dataset.Criteria.Select(ratings[r.Id].Faults.Contains)])
                ]);
        }
        return new RatedHome(
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(home))} round {round}",
            plan,
            await objects.GetFileAsync(plan.FilterKey, cancel),
            (await inputs.DataAsync(plan, cancel)).Train,
            await RatedAsync(null),
            await RatedAsync(Before),

            [.. said.Select(r => r.Simulated ? $"{r.Rater} (a program)" : r.Rater).Distinct().Order()]);
    }

    private static async Task<List<T>> AllAsync<T>(string root, string kind, Func<string, Task<T>> read)
    {
        var all = new List<T>();
        foreach (
            var file in Directory.GetFiles(Path.Combine(root, kind), "*.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal))
            all.Add(await read(Path.GetRelativePath(root, file).Replace('\\', '/')));
        return all;
    }
}
