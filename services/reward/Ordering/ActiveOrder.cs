namespace PathAlign.Reward.Ordering;

/// <summary>
/// Which images teach a reward model most: those that its ensemble disagrees about, as far apart from each other as can
/// be. Pure.
/// </summary>
public static class ActiveOrder
{
    // in nats: where all members are of one mind, distance alone decides
    private const double LeastDisagreement = 1e-12;
    private const double Unbounded = 1e100;           // a distance to nothing

    /// <summary>
    /// How much the members of an ensemble disagree about an image, in nats: the entropy of their mean less their mean
    /// entropy, which is what a verdict would tell about which member is right (BALD, Houlsby et al. 2011, equation 2).
    /// 0 when all say the same.
    /// </summary>
    /// <param name="members">Each member's probability of plausibility, in [0, 1].</param>
    public static double Disagreement(IReadOnlyList<double> members) =>
        Math.Max(0, Entropy(members.Average()) - members.Average(Entropy));

    /// <summary>
    /// A greedy order: class after class in turn, of each class the image with the largest disagreement times distance
    /// to the nearest image of the class that is known or came before. Without the disagreement that is the k-center
    /// greedy of Sener and Savarese 2018 (algorithm 1); the product keeps it from choosing outliers that every member
    /// is sure of, and the disagreement from choosing the same doubt many times over.
    /// </summary>
    /// <param name="candidates">The images to order, as places in the lists below.</param>
    /// <param name="known">Images that are rated in any case.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="disagreement">Of each image, 0 or more.</param>
    /// <param name="points">What each image looks like to the model: distances are Euclidean.</param>
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
            // With nothing to be far from, all gaps are alike and the disagreement decides; ties go to the first.
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
