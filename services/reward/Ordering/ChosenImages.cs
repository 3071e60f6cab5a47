using PathAlign.Statistics;
using PathAlign.Training;

namespace PathAlign.Reward.Ordering;

/// <summary>
/// Which images are to be rated: a random share of them, which stands for all images, and for the rest those that teach
/// most. Pure.
/// </summary>
public static class ChosenImages
{
    /// <summary>All images in order: first the <paramref name="wanted"/> ones, then the others.</summary>
    /// <param name="wanted">How many are to be rated, at least 1.</param>
    /// <param name="randomShare">The share of those that chance chooses, in (0, 1]; it is drawn first, from all images
    /// alike.</param>
    /// <param name="seed">Where chance comes from.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="disagreement">Of each image, 0 or more.</param>
    /// <param name="points">What each image looks like to the model.</param>
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
