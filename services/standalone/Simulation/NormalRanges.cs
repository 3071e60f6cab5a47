using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Standalone.Simulation;

/// <summary>The normal range of every measurement for each class, learned from real training tiles.</summary>
internal sealed class NormalRanges
{
    private const double Tail = 0.01, LeastSpan = 1e-6;
    private readonly double _nuclearThreshold;
    private readonly (double low, double high)[][] _ranges;   // [class][measurement]

    private NormalRanges(double nuclearThreshold, (double, double)[][] ranges) =>
        (_nuclearThreshold, _ranges) = (nuclearThreshold, ranges);

    /// <summary>
    /// Learns ranges from tiles: from the 1st to the 99th percentile, widened on both sides by a share of that span.
    /// </summary>
    /// <param name="tiles">Real tiles.</param>
    /// <param name="dataset">Their classes.</param>
    /// <param name="margin">0.1 widens by a tenth on each side.</param>
    internal static NormalRanges Learn(TileSet tiles, DatasetDescription dataset, double margin)
    {
        var threshold = NuclearThreshold(tiles);
        var measured = Enumerable.Range(0, tiles.Count)
            .AsParallel()
            .AsOrdered()
            .Select(i => TissueMeasurements.Of(tiles.Image(i), threshold).Select(m => m.Value).ToArray())
            .ToArray();
        var ranges = dataset.Classes.Select((c, label) =>
        {
            var rows = measured.Where((_, i) => tiles.Labels[i] == label).ToArray();
            if (rows.Length == 0)
                throw new ArgumentException(
                    $"simulated pathologist: expected training tiles of class {c.Code}, got none");
            return Enumerable.Range(0, rows[0].Length)
                .Select(m => Widened([.. rows.Select(r => r[m]).Order()], margin))
                .ToArray();
        }).ToArray();
        return new NormalRanges(threshold, ranges);
    }

    /// <summary>The measurements of a tile outside the normal ranges of a class.</summary>
    internal IReadOnlyList<Measurement> Faults(RgbImage tile, int label) =>
        [
            .. TissueMeasurements.Of(tile, _nuclearThreshold)
                .Where((m, i) => m.Value < _ranges[label][i].low || m.Value > _ranges[label][i].high)
        ];

    /// <summary>
    /// How far a tile is from normal: the distances of its measurements to the normal ranges of a class, each as a
    /// share of the range's span; 0 if all measurements lie inside.
    /// </summary>
    internal double Excess(RgbImage tile, int label) =>
        TissueMeasurements.Of(tile, _nuclearThreshold).Select(
            (m, i) => _ranges[label][i] is var (low, high)
                ? Math.Max(0, Math.Max(low - m.Value, m.Value - high)) / Math.Max(high - low, LeastSpan)
                : 0).Sum();

    private static (double low, double high) Widened(double[] sorted, double margin)
    {
        double Quantile(double q) => sorted[(int)Math.Round(q * (sorted.Length - 1))];
        var (low, high) = (Quantile(Tail), Quantile(1 - Tail));
        return (low - (margin * (high - low)), high + (margin * (high - low)));
    }

    /// <summary>Otsu's threshold (1979) of haematoxylin over all pixels of all tiles.</summary>
    private static double NuclearThreshold(TileSet tiles)
    {
        const int Bins = 256;
        const double Largest = 1.5;
        var histogram = new long[Bins];
        for (var i = 0; i < tiles.Count; i++)
            foreach (var h in new StainPlanes(tiles.Image(i)).Haematoxylin)
                histogram[(int)Math.Clamp(h / Largest * Bins, 0, Bins - 1)]++;
        double total = histogram.Sum(), sum = histogram.Select((n, i) => (double)n * i).Sum();
        double below = 0, sumBelow = 0, best = -1;
        var threshold = 0;
        for (var i = 0; i < Bins - 1; i++)
        {
            below += histogram[i];
            sumBelow += (double)histogram[i] * i;
            if (below == 0 || below == total) continue;
            var difference = (sumBelow / below) - ((sum - sumBelow) / (total - below));
            var between = below * (total - below) * difference * difference;
            if (between > best) (best, threshold) = (between, i + 1);
        }
        return threshold * Largest / Bins;
    }
}
