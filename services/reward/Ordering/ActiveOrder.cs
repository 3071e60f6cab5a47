namespace PathAlign.Reward.Ordering;

/// <summary>
/// Chooses the images that teach a reward model most: its ensemble disagrees on them, and they are far apart from each
/// other. Pure.
/// </summary>
public static class ActiveOrder
{
    // in nats: if all members agree, only the distance decides
    private const double LeastDisagreement = 1e-12;
    private const double Unbounded = 1e100;           // the distance to an empty set

    /// <summary>
    /// The disagreement of an ensemble on an image, in nats: the entropy of the members' mean minus their mean entropy.
    /// This is the information that a verdict would give about which member is right (BALD, Houlsby et al. 2011,
    /// equation 2). 0 if all members agree.
    /// </summary>
    /// <param name="members">Each member's probability of plausibility, in [0, 1].</param>
    public static double Disagreement(IReadOnlyList<double> members) =>
        Math.Max(0, Entropy(members.Average()) - members.Average(Entropy));

    /// <summary>
    /// A greedy order that takes the classes in turn. From each class, it takes the image with the largest product of
    /// disagreement and distance to the nearest known or earlier image of the class. Distance alone is the k-center
    /// greedy of Sener and Savarese 2018 (algorithm 1), which would choose outliers on which all members agree;
    /// disagreement alone would choose many similar images.
    /// </summary>
    /// <param name="candidates">The images to order, as indices in the lists below.</param>
    /// <param name="known">Images that are rated in any case.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="disagreement">The disagreement on each image, 0 or more.</param>
    /// <param name="points">The model's features of each image: distances are Euclidean.</param>
    public static IReadOnlyList<int> Of(
        IReadOnlyList<int> candidates,
        IReadOnlyList<int> known,
        IReadOnlyList<int> labels,
        IReadOnlyList<double> disagreement,
        IReadOnlyList<float[]> points)
    {
        var classes = candidates.GroupBy(i => labels[i]).OrderBy(g => g.Key)
            .Select(g => OfClass([.. g], [.. known.Where(k => labels[k] == g.Key)], disagreement, points)).ToList();
        return
        [
            .. Enumerable.Range(0, classes.Select(c => c.Count).DefaultIfEmpty().Max())
                .SelectMany(turn => classes.Where(c => turn < c.Count).Select(c => c[turn]))
        ];
    }

    private static List<int> OfClass(
        List<int> open, IReadOnlyList<int> known, IReadOnlyList<double> disagreement, IReadOnlyList<float[]> points)
    {
        var gap = open.ToDictionary(
            i => i, i => known.Select(k => Distance(points[i], points[k])).DefaultIfEmpty(Unbounded).Min());
        var order = new List<int>(open.Count);
        while (open.Count > 0)
        {
            // Without known images all distances are equal, so the disagreement decides; ties go to the first.
            var next = open.MaxBy(i => (disagreement[i] + LeastDisagreement) * gap[i]);
            open.Remove(next);
            order.Add(next);
            foreach (var i in open) gap[i] = Math.Min(gap[i], Distance(points[i], points[next]));
        }
        return order;
    }

    private static double Distance(float[] a, float[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (double)(a[i] - b[i]);
        return Math.Sqrt(sum);
    }

    private static double Entropy(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
}
