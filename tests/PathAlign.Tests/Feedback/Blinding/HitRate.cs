using PathAlign.Statistics;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// How often a guesser names the right one of two items of different kinds. A tie counts as half; chance is one half.
/// </summary>
internal static class HitRate
{
    /// <summary>The hits over as many disjoint pairs as there are; ties are decided by a fixed coin.</summary>
    internal static Interval Of(IReadOnlyList<double> scores, IReadOnlyList<bool?> truth)
    {
        var coin = new CounterRandom(1, 2);
        var (yes, no) = (Places(truth, true, 3), Places(truth, false, 4));
        var pairs = yes.Zip(no).ToList();
        var hits = pairs.Count(
            pair => scores[pair.First] == scores[pair.Second]
                ? coin.NextInt(2) == 0
                : scores[pair.First] > scores[pair.Second]);
        return Wilson.Interval(hits, pairs.Count);
    }

    private static List<int> Places(IReadOnlyList<bool?> truth, bool kind, ulong stream)
    {
        var places = Enumerable.Range(0, truth.Count).Where(i => truth[i] == kind).ToList();
        return [.. new CounterRandom(5, stream).Permutation(places.Count).Select(i => places[i])];
    }
}
