using PathAlign.Data;

namespace PathAlign.Standalone.Commands;

/// <summary>The skipped files of a data set's folder, as lines for a terminal.</summary>
internal static class SkippedFiles
{
    internal static IEnumerable<string> Lines(IReadOnlyList<SkippedFile> skipped)
    {
        if (skipped.Count == 0) yield break;
        yield return $"left out: {skipped.Count}";
        foreach (var group in skipped.GroupBy(f => f.Reason).OrderByDescending(g => g.Count()))
            yield return $"  {group.Count()} × {group.Key}, for instance {group.First().Path}";
    }
}
