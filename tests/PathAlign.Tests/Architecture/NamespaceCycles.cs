namespace PathAlign.Tests.Architecture;

/// <summary>Finds namespaces that use each other, straight or over others.</summary>
internal static class NamespaceCycles
{
    /// <summary>
    /// A shortest cycle through each namespace that is in one, as text: a line an edge, with the example of its use.
    /// </summary>
    internal static IReadOnlyList<string> Of(IReadOnlyDictionary<(string From, string To), string> uses)
    {
        var next = uses.Keys.ToLookup(u => u.From, u => u.To);
        return
        [
            .. next.Select(from => Back(from.Key, next))
                .OfType<List<string>>()
                .DistinctBy(cycle => string.Join(' ', cycle.Order(StringComparer.Ordinal).Distinct()))
                .Select(cycle => string.Join('\n', cycle.Zip(cycle.Skip(1), (a, b) => $"  {a} -> {b}: {uses[(a, b)]}")))
        ];
    }

    // Breadth first, from the namespace to itself.
    private static List<string>? Back(string start, ILookup<string, string> next)
    {
        var before = new Dictionary<string, string>();
        var ahead = new Queue<string>([start]);
        while (ahead.TryDequeue(out var here))
        {
            foreach (var there in next[here].Order(StringComparer.Ordinal))
            {
                if (there == start) return Path(start, here, before);
                if (before.TryAdd(there, here)) ahead.Enqueue(there);
            }
        }
        return null;
    }

    private static List<string> Path(string start, string last, Dictionary<string, string> before)
    {
        var path = new List<string> { start };
        for (var at = last; at != start; at = before[at]) path.Insert(0, at);
        path.Insert(0, start);
        return path;
    }
}
