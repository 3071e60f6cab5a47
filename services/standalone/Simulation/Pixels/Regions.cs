namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>Four-connected regions of a mask, as lists of pixel indices.</summary>
internal static class Regions
{
    /// <summary>All regions, in the order of their first pixel.</summary>
    internal static List<List<int>> Of(bool[] mask, int width)
    {
        var seen = new bool[mask.Length];
        var regions = new List<List<int>>();
        for (var start = 0; start < mask.Length; start++)
            if (mask[start] && !seen[start]) regions.Add(Flood(mask, seen, width, start));
        return regions;
    }

    /// <summary>Fills the holes of a mask: regions outside it that do not touch the border of the image.</summary>
    /// <param name="mask">The mask, which is changed.</param>
    /// <param name="width">Its width.</param>
    /// <param name="largest">Larger holes stay.</param>
    internal static void Fill(bool[] mask, int width, double largest)
    {
        foreach (var hole in Of([.. mask.Select(inside => !inside)], width))
            if (hole.Count <= largest && !hole.Exists(at => OnBorder(at, width, mask.Length)))
                foreach (var at in hole) mask[at] = true;
    }

    private static bool OnBorder(int at, int width, int count) =>
        at < width || at >= count - width || at % width == 0 || at % width == width - 1;

    private static List<int> Flood(bool[] mask, bool[] seen, int width, int start)
    {
        var region = new List<int>();
        var open = new Stack<int>([start]);
        seen[start] = true;
        while (open.TryPop(out var at))
        {
            region.Add(at);
            var x = at % width;
            foreach (
                var next in (ReadOnlySpan<int>)
                    [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width])
            {
                if (next < 0 || next >= mask.Length || !mask[next] || seen[next]) continue;
                seen[next] = true;
                open.Push(next);
            }
        }
        return region;
    }
}
