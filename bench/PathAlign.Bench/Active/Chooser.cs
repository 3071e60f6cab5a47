using PathAlign.Models.Reward;
using PathAlign.Reward.Ordering;

namespace PathAlign.Bench.Active;

/// <summary>A method that chooses the images to rate.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Scores">The scores of the images, from the reward model of another round and, after the first step,
/// from that of the images rated so far. Null for a random choice.</param>
/// <param name="Anew">Whether it chooses again after every step.</param>
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

    /// <summary>The images to rate after each step; each step contains the previous one.</summary>
    /// <param name="home">The home with the images.</param>
    /// <param name="steps">The total number of images after each step.</param>
    /// <param name="randomShare">The share that is chosen at random.</param>
    /// <param name="seed">The seed of the random choice.</param>
    /// <param name="other">The reward model of another round.</param>
    /// <param name="own">The reward model of the images rated so far; null at first.</param>
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
                // The random choice continues its first order and skips images that were chosen before.
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
