using PathAlign.Contracts.Manifests;
using PathAlign.Statistics.Agreement;

namespace PathAlign.Rounds;

/// <summary>
/// Computes rater weights from a frozen set only. Agreement with others, hidden repeats and hidden real tiles enter one
/// model, that of Dawid and Skene 1979: images are plausible or implausible, a repeat is a second answer, and a real
/// tile is an image of known class. The reliability of a rater is Somers' D of the answers on the classes (Somers
/// 1962), which is Youden's J for two answers. It is zero for a rater who guesses or who always gives the same answer.
/// </summary>
public static class RaterWeights
{
    private const int Answers = 3;             // implausible, unsure, plausible
    private const double Pooling = 4;          // prior answers of an average rater, added to each rater
    private const double Benefit = 10;         // prior ratings of weight 1, added to each rater
    private const double Least = 0.05;         // images that nobody else rated still count
    // below this, raters agree hardly more than by chance: it is unknown who is right
    private const double LeastReference = 0.1;
    // if only two raters differ, only known truth tells who is right (Hui and Walter 1980)
    private const int LeastRaters = 3;
    private const int Digits = 3;              // reports show the rounded weights that were used

    /// <summary>The weight of each rater of the set, in the order of their names.</summary>
    public static IReadOnlyList<RaterWeight> Of(RatingManifest manifest)
    {
        var raters = manifest.Ratings.GroupBy(r => r.Rater).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var places = raters.Index().ToDictionary(r => r.Item.Key, r => r.Index);
        var things = Things(manifest, places);
        var counts = new int[raters.Count];
        foreach (var (observer, _) in things.SelectMany(t => t.Said)) counts[observer]++;
        if (counts.Count(n => n > 0) < LeastRaters && !things.Any(t => t.Known))
            return [.. raters.Select(r => new RaterWeight(r.Key, r.First().Simulated, 1, null, 0))];

        var fit = DawidSkene.Fit(things, raters.Count, 2, Answers, Pooling);
        var worth = fit.ErrorRates.Select(SomersD).ToArray();
        var reference = Median([.. worth.Where((_, i) => counts[i] > 0)]);
        return
        [
            .. raters.Select(
                (r, i) =>
                    new RaterWeight(
                        r.Key,
                        r.First().Simulated,
                        Weight(worth[i], reference, counts[i]),
                        counts[i] == 0 ? null : Math.Round(worth[i], Digits),
                        counts[i]))
        ];
    }

    private static List<JudgedThing> Things(RatingManifest manifest, Dictionary<string, int> places)
    {
        var checks = (manifest.Checks ?? []).Where(c => places.ContainsKey(c.Rater)).ToList();
        var repeats = checks.Where(c => c.RepeatOf is not null).ToLookup(c => c.RepeatOf!);
        var things = new List<JudgedThing>();
        foreach (var image in manifest.Ratings.GroupBy(r => r.ImageId))
        {
            var said = image.Select(r => (r.Rater, r.Plausibility))
                .Concat(repeats[image.Key].Select(c => (c.Rater, c.Plausibility)))
                .ToList();
            if (said.Count > 1) things.Add(Thing(said, said.Average(s => s.Plausibility), known: false));
        }
        things.AddRange(
            checks.Where(c => c.Truth is not null)
                .Select(c => Thing([(c.Rater, c.Plausibility)], c.Truth!.Value, known: true)));
        return things;

        JudgedThing Thing(IEnumerable<(string Rater, double Plausibility)> said, double plausible, bool known) =>
            new(
                [.. said.Select(s => (places[s.Rater], 1 + Math.Sign(s.Plausibility - 0.5)))],
                [1 - plausible, plausible],
                known);
    }

    private static double SomersD(double[,] rates)
    {
        double d = 0;
        for (var whenPlausible = 0; whenPlausible < Answers; whenPlausible++)
            for (var whenNot = 0; whenNot < Answers; whenNot++)
                d += rates[1, whenPlausible] * rates[0, whenNot] * Math.Sign(whenPlausible - whenNot);
        return d;
    }

    private static double Median(double[] values)
    {
        var order = values.Order().ToArray();
        return (order[(order.Length - 1) / 2] + order[order.Length / 2]) / 2;
    }

    private static double Weight(double worth, double reference, int count)
    {
        var relative = reference > LeastReference ? Math.Max(0, worth) / reference : 1;
        return Math.Round(Math.Clamp(((count * relative) + Benefit) / (count + Benefit), Least, 1), Digits);
    }
}
