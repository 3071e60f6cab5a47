using PathAlign.Statistics;
using PathAlign.Training;

namespace PathAlign.Reward.Ordering;

/// <summary>
/// Chooses the images to rate: a random share, which represents all images, and then the images that teach most. Pure.
/// </summary>
public static class ChosenImages
{
    /// <summary>All images in order: first the <paramref name="wanted"/> ones, then the others.</summary>
    /// <param name="wanted">Number of images to rate, at least 1.</param>
    /// <param name="randomShare">The share of them that is chosen at random, in (0, 1]; it is drawn first, from all
    /// images.</param>
    /// <param name="seed">Seed of the random choice.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="disagreement">The disagreement on each image, 0 or more.</param>
    /// <param name="points">The model's features of each image.</param>
    public static IReadOnlyList<(int Image, bool AtRandom)> Of(
        int wanted,
        double randomShare,
        ulong seed,
        IReadOnlyList<int> labels,
        IReadOnlyList<double> disagreement,
        IReadOnlyList<float[]> points)
    {
        var drawn = new CounterRandom(seed, 0, Purpose.Choice).Permutation(labels.Count);
        var random = drawn[..Math.Clamp((int)Math.Round(randomShare * wanted), 1, wanted)];
        var rest = Enumerable.Range(0, labels.Count).Except(random).ToList();
        return
        [
            .. random.Select(i => (i, true)),
            .. ActiveOrder.Of(rest, random, labels, disagreement, points).Select(i => (i, false)),
        ];
    }
}
