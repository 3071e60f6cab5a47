namespace PathAlign.Bench.Best;

/// <summary>The share of implausible images if of several attempts the one with the highest reward is kept.</summary>
internal static class BestOfMany
{
    /// <summary>
    /// The expected share, 0 to 1, over all choices of <paramref name="attempts"/> images of a class, averaged over the
    /// classes.
    /// </summary>
    /// <exception cref="ArgumentException">A class has fewer images than attempts.</exception>
    internal static double Implausible(IEnumerable<JudgedImage> images, int attempts) =>
        images.GroupBy(image => image.Label).Average(ofClass => OfClass([.. ofClass.OrderBy(i => i.Reward)], attempts));

    // Of n images in order of their reward, the one with r below it is the best of C(r, attempts - 1) choices.
    private static double OfClass(IReadOnlyList<JudgedImage> sorted, int attempts)
    {
        if (sorted.Count < attempts)
            throw new ArgumentException($"images: expected {attempts} or more of a class, got {sorted.Count}");
        var implausible = sorted.Index().Where(e => !e.Item.IsPlausible);
        return implausible.Sum(e => Choices(e.Index, attempts - 1)) / Choices(sorted.Count, attempts);
    }

    private static double Choices(int of, int chosen) =>
        chosen > of ? 0 : Enumerable.Range(0, chosen).Aggregate(1.0, (product, i) => product * (of - i) / (i + 1));
}
