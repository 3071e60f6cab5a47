using PathAlign.Models.Reward;
using PathAlign.Reward.Ordering;

namespace PathAlign.Bench.Active;

/// <summary>A way of choosing which images are rated.</summary>
/// <param name="Name">As in tables.</param>
/// <param name="Scores">What is known of the images: given the reward model of another round and, after the first
/// images, that of the images rated so far. Null leaves the choice to chance.</param>
/// <param name="Anew">Whether it chooses anew after every step.</param>
internal sealed record Chooser(
    string Name, Func<SeenHome, RewardNetwork, RewardNetwork?, ImageScores?> Scores, bool Anew = false)
{
    internal static IReadOnlyList<Chooser> All { get; } =
    [
        new("random", (_, _, _) => null),
        new("unlike", (home, other, _) => Sure(home.Scores(other))),
        new("active", (home, other, _) => home.Scores(other)),
        new("active, own", (home, _, own) => own is null ? null : home.Scores(own), Anew: true),
    ];

    /// <summary>The images to rate in steps: each step holds the one before.</summary>
    /// <param name="home">Where they are.</param>
    /// <param name="steps">How many in all after each step.</param>
    /// <param name="randomShare">The share that chance chooses.</param>
    /// <param name="seed">Where chance comes from.</param>
    /// <param name="other">The reward model of another round.</param>
    /// <param name="own">The reward model of what is rated so far; null at first.</param>
    internal IEnumerable<(IReadOnlyList<int> Rows, IReadOnlyList<bool> AtRandom)> Steps(
        SeenHome home,
        IReadOnlyList<int> steps,
        double randomShare,
        ulong seed,
        RewardNetwork other,
        Func<RewardNetwork?> own)
    {
        List<(int Image, bool AtRandom)> rated = [];
        foreach (var wanted in steps)
        {
            var scores = Scores(home, other, own());
            if (scores is null || !Anew)
                rated =
                [
                    .. ChosenImages.Of(
                        wanted,
                        scores is null ? 1 : randomShare,
                        seed,
                        home.Classes,
                        scores?.Disagreement ?? new double[home.Count],
                        scores?.Points ?? Flat(home)).Take(wanted)
                ];
            else
            {
                // Chance goes on through the images that it began with, and takes none that was chosen before.
                var random = ChosenImages.Of(home.Count, 1, seed, home.Classes, new double[home.Count], Flat(home))
                    .Select(c => c.Image)
                    .Except(rated.Select(r => r.Image))
                    .Take((int)Math.Round(randomShare * (wanted - rated.Count)))
                    .ToList();
                rated.AddRange(random.Select(i => (i, true)));
                var known = rated.Select(r => r.Image).ToList();
                rated.AddRange(
                    ActiveOrder.Of(
                        [.. Enumerable.Range(0, home.Count).Except(known)],
                        known,
                        home.Classes,
                        scores.Disagreement,
                        scores.Points).Take(wanted - rated.Count).Select(i => (i, false)));
            }
            yield return ([.. rated.Select(r => r.Image)], [.. rated.Select(r => r.AtRandom)]);
        }
    }

    private static ImageScores Sure(ImageScores scores) =>
        scores with { Disagreement = [.. scores.Disagreement.Select(_ => 1.0)] };

    private static float[][] Flat(SeenHome home) => [.. Enumerable.Range(0, home.Count).Select(_ => new float[1])];
}
