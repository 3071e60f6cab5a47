using PathAlign.Contracts.Manifests;
using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Tests.Rounds;

/// <summary>A frozen set by simulated raters whose images are known to be plausible or not.</summary>
internal sealed class RatingPanel
{
    internal const string Good = "good", Guessing = "guessing", Contrary = "contrary", Constant = "constant";
    private const int Images = 216;   // 24 of each class
    private const double PlausibleShare = 0.6, UnsureShare = 0.1, LeastRight = 0.78, MostRight = 0.92;

    private readonly Dictionary<string, bool> _truth = [];

    private RatingPanel(RatingManifest manifest) => Manifest = manifest;

    internal RatingManifest Manifest { get; }

    internal IReadOnlyList<RaterWeight> Weights => RaterWeights.Of(Manifest);

    /// <summary>
    /// Each image is rated by <paramref name="overlap"/> of the raters; at the share of <paramref name="hidden"/> they
    /// meet repeats, and as often real tiles.
    /// </summary>
    internal static RatingPanel Of(string[] habits, int overlap, double hidden, ulong seed)
    {
        var random = new CounterRandom(seed, 0);
        var right = habits.Select(_ => random.NextUniform(LeastRight, MostRight)).ToArray();
        var (ratings, checks, truths) = (
            new List<RatingEntry>(), new List<RatingCheck>(), new Dictionary<string, bool>());
        for (var i = 0; i < Images; i++)
        {
            var (id, plausible) = ($"image-{i:000}", random.NextUnit() < PlausibleShare);
            truths[id] = plausible;
            foreach (var rater in random.Permutation(habits.Length).Take(overlap).Order())
            {
                ratings.Add(
                    new RatingEntry
                    {
                        Id = $"{id}-{rater}",
                        ImageId = id,
                        Rater = Name(rater),
                        Simulated = true,
                        Plausibility = Said(rater, plausible),
                    });
                if (random.NextUnit() < hidden)
                    checks.Add(
                        new RatingCheck
                        {
                            Id = $"repeat-{id}-{rater}",
                            Rater = Name(rater),
                            RepeatOf = id,
                            Plausibility = Said(rater, plausible),
                        });
            }
        }
        for (var c = 0; c < (int)(hidden * Images * overlap); c++)
        {
            var (rater, plausible) = (c % habits.Length, c / habits.Length % 2 == 0);
            checks.Add(
                new RatingCheck
                {
                    Id = $"control-{c:000}",
                    Rater = Name(rater),
                    Truth = plausible ? 1 : 0,
                    Plausibility = Said(rater, plausible),
                });
        }
        var panel = new RatingPanel(
            new RatingManifest { RoundId = "r", Ratings = ratings, Checks = checks.Count == 0 ? null : checks });
        foreach (var (id, plausible) in truths) panel._truth[id] = plausible;
        return panel;

        string Name(int rater) => $"{habits[rater]}-{rater}";

        double Said(int rater, bool plausible)
        {
            if (habits[rater] == Constant) return 1;
            if (random.NextUnit() < UnsureShare) return 0.5;
            var chance = habits[rater] switch { Good => right[rater], Contrary => 1 - right[rater], _ => 0.5 };
            return random.NextUnit() < chance == plausible ? 1 : 0;
        }
    }

    /// <summary>
    /// How well the images' means foretell the truth: area under the ROC curve and mean squared error.
    /// </summary>
    internal (double Auroc, double Error) Against(IReadOnlyList<RaterWeight>? weights)
    {
        var means = MeanRating.ByImage(Manifest, weights).OrderBy(m => m.Key, StringComparer.Ordinal).ToList();
        bool[] truth = [.. means.Select(m => _truth[m.Key])];
        return (
            Probabilities.Auroc([.. means.Select(m => m.Value.Plausibility)], truth),
            Probabilities.Brier([.. means.Select(m => m.Value.Plausibility)], truth));
    }
}
