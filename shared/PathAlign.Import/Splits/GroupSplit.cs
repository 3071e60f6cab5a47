using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Import.Splits;

/// <summary>
/// A seeded split, stratified by class, in which no group is in two splits. The seed shuffles the groups, and large
/// groups come first; each group goes to the split whose classes it brings closest to their shares.
/// </summary>
internal static class GroupSplit
{
    /// <summary>The split of each item, in the order of the items.</summary>
    /// <exception cref="ArgumentException">There are fewer groups than splits.</exception>
    internal static string[] Assign(IReadOnlyList<GroupedItem> items, SplitShares shares, ulong seed)
    {
        var splits = shares.All;
        var groups = items.GroupBy(item => item.Group, StringComparer.Ordinal).ToList();
        if (groups.Count < splits.Count)
            throw new ArgumentException(
                $"split: expected at least {splits.Count} groups for as many splits, found {groups.Count}");
        var totals = items.CountBy(item => item.Class).ToDictionary();
        var missing = splits.Select(s => totals.ToDictionary(t => t.Key, t => s.share * t.Value)).ToArray();
        var chosen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in groups.OrderByDescending(g => g.Count())
            .ThenBy(g => Draw(seed, g.Key), StringComparer.Ordinal))
        {
            var counts = group.CountBy(item => item.Class).ToList();
            var best = Enumerable.Range(0, splits.Count)
                .MaxBy(s => counts.Sum(c => c.Value * missing[s][c.Key] / Square(totals[c.Key])));
            foreach (var (name, count) in counts) missing[best][name] -= count;
            chosen[group.Key] = splits[best].split;
        }
        return [.. items.Select(item => chosen[item.Group])];
    }

    private static double Square(double value) => value * value;

    private static string Draw(ulong seed, string group) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{group}")));
}
