using System.Globalization;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Import;

namespace PathAlign.Standalone.Scoring;

/// <summary>Writes scores as a table, and the best and the worst images of each class as a sheet.</summary>
internal static class ScoreFiles
{
    internal const string Table = "scores.csv", Sheet = "best-worst.png";
    private const int Shown = 8, MostClasses = 20, Side = 112;

    internal static void Write(string folder, IReadOnlyList<ScoredImage> scored, LoadedReward reward)
    {
        CsvFile.Write(Path.Combine(folder, Table), Rows(scored, reward));
        AtomicFile.Write(Path.Combine(folder, Sheet), Png.Encode(SheetOf(scored, reward)));
    }

    private static IEnumerable<IEnumerable<string>> Rows(IReadOnlyList<ScoredImage> scored, LoadedReward reward) =>
    [
        ["file", "class", "plausible", "spread", .. reward.Criteria, "rated"],
        .. scored.Select(one => (string[])
        [
            one.Image.Name,
            reward.Dataset.Classes[one.Image.Label].Code,
            Text(one.Score.Plausible),
            Text(one.Score.Spread),
            .. reward.Criteria.Zip(one.Score.Criteria, (_, score) => Text(score)),
            one.Rated is { } rated ? Text(rated) : "",
        ]),
    ];

    private static RgbImage SheetOf(IReadOnlyList<ScoredImage> scored, LoadedReward reward)
    {
        var rows = new List<GridRow>();
        foreach (var group in scored.GroupBy(one => one.Image.Label).OrderBy(g => g.Key).Take(MostClasses))
        {
            var (code, best) = (
                reward.Dataset.Classes[group.Key].Code, group.OrderByDescending(one => one.Score.Plausible).ToList());
            var shown = Math.Min(Shown, (best.Count + 1) / 2);
            rows.Add(new GridRow($"{code} best", Tiles(best.Take(shown))));
            rows.Add(new GridRow($"{code} worst", Tiles(best.AsEnumerable().Reverse().Take(shown))));
        }
        return TileGrid.Draw(rows, "best and worst images by the reward model");
    }

    private static RgbImage[] Tiles(IEnumerable<ScoredImage> images) =>
        [.. images.Select(one => LabelledImages.Fit(one.Image.Read(), Side))];

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
