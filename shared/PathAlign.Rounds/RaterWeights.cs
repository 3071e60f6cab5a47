using PathAlign.Contracts.Manifests;
using PathAlign.Statistics.Agreement;

namespace PathAlign.Rounds;

/// <summary>
/// Weighs raters by a frozen set alone. Agreement with others, hidden repeats and hidden real tiles go into one model,
/// that of Dawid and Skene 1979: images are plausible or not, a repeat is a second answer, a real tile an image whose
/// class is known. What a rater is worth is Somers' D of the answers on the classes (Somers 1962), which is Youden's J
/// where there are two answers: zero for who guesses, and for who always says the same.
/// </summary>
public static class RaterWeights
{
    private const int Answers = 3;             // implausible, unsure, plausible
    private const double Pooling = 4;          // answers of an average rater that each is credited with
    private const double Benefit = 10;         // ratings that each is credited with as one of weight 1
    private const double Least = 0.05;         // images that nobody else has rated keep a word
    // below, raters agree by hardly more than chance: nothing tells who is right
    private const double LeastReference = 0.1;
    // two who differ cannot be told apart but by known truth (Hui and Walter 1980)
    private const int LeastRaters = 3;
    private const int Digits = 3;              // what reports show is what was used

    /// <summary>A weight for each rater of the set, by name.</summary>
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
