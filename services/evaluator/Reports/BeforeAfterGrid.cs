using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Sampling;

namespace PathAlign.Evaluator.Reports;

/// <summary>Images of the same place before and after, one above the other, per class.</summary>
internal static class BeforeAfterGrid
{
    private const int Columns = 12;

    /// <summary>The grid as a PNG that is marked as synthetic.</summary>
    internal static byte[] Draw(DatasetDescription dataset, TileSet before, TileSet after)
    {
        var rows = new List<GridRow>();
        foreach (var (label, c) in dataset.Classes.Index())
        {
            var places = Enumerable.Range(0, before.Count)
                .Where(i => before.Labels[i] == label)
                .Take(Columns)
                .ToList();
            if (places.Count == 0) continue;
            rows.Add(new GridRow(c.Code, [.. places.Select(before.Image)]));
            rows.Add(new GridRow("after", [.. places.Select(after.Image)]));
        }
        return Png.Encode(
            TileGrid.Draw(rows, "synthetic - each class before and, below, after"),
            new Dictionary<string, string> { [Provenance.SyntheticKey] = "true" });
    }
}
