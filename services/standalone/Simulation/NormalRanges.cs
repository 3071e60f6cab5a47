using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// The normal range of every measurement for each class, learned from real training tiles. What the camera decides has
/// one range for all classes: cells of one class were often photographed on other days than those of another.
/// </summary>
internal sealed class NormalRanges
{
    private const double Tail = 0.01, LeastSpan = 1e-6;
    private readonly IMeasurements _measurements;
    private readonly (double low, double high)[][] _ranges;   // [class][measurement]

    private NormalRanges(IMeasurements measurements, (double, double)[][] ranges) =>
        (_measurements, _ranges) = (measurements, ranges);

    /// <summary>
    /// Learns ranges from tiles: from the 1st to the 99th percentile, widened on both sides by a share of that span.
    /// </summary>
    /// <param name="tiles">Real tiles.</param>
    /// <param name="dataset">Their classes and stain.</param>
    /// <param name="margin">0.1 widens by a tenth on each side.</param>
    /// <param name="cancel">Stops between tiles: thousands of large ones take minutes.</param>
    internal static NormalRanges Learn(
        TileSet tiles, DatasetDescription dataset, double margin, CancellationToken cancel)
    {
        var measurements = StainMeasurements.Learn(dataset.Stain, tiles);
        var measured = Enumerable.Range(0, tiles.Count)
            .AsParallel()
            .AsOrdered()
            .WithCancellation(cancel)
            .Select(i => measurements.Of(tiles.Image(i)))
            .ToArray();
        var ranges = dataset.Classes.Select((c, label) =>
        {
            var rows = measured.Where((_, i) => tiles.Labels[i] == label).ToArray();
            if (rows.Length == 0)
                throw new ArgumentException(
                    $"simulated pathologist: expected training tiles of class {c.Code}, got none");
            return Enumerable.Range(0, rows[0].Count)
                .Select(m => Widened([.. rows.Select(r => r[m].Value).Order()], margin))
                .ToArray();
        }).ToArray();
        ShareCameras(measured[0], ranges);
        return new NormalRanges(measurements, ranges);
    }

    /// <summary>What the camera decides is normal if it is normal for some class.</summary>
    private static void ShareCameras(IReadOnlyList<Measurement> measurements, (double low, double high)[][] ranges)
    {
        foreach (var (m, measurement) in measurements.Index().Where(m => Criterion.IsOfCamera(m.Item.Criterion)))
        {
            var all = (ranges.Min(r => r[m].low), ranges.Max(r => r[m].high));
            foreach (var ofClass in ranges) ofClass[m] = all;
        }
    }

    /// <summary>The measurements of a tile outside the normal ranges of a class.</summary>
    internal IReadOnlyList<Measurement> Faults(RgbImage tile, int label) =>
        [
            .. _measurements.Of(tile)
                .Where((m, i) => m.Value < _ranges[label][i].low || m.Value > _ranges[label][i].high)
        ];

    /// <summary>
    /// How far a tile is from normal: the distances of its measurements to the normal ranges of a class, each as a
    /// share of the range's span; 0 if all measurements lie inside.
    /// </summary>
    internal double Excess(RgbImage tile, int label) =>
        _measurements.Of(tile).Select(
            (m, i) => _ranges[label][i] is var (low, high)
                ? Math.Max(0, Math.Max(low - m.Value, m.Value - high)) / Math.Max(high - low, LeastSpan)
                : 0).Sum();

    private static (double low, double high) Widened(double[] sorted, double margin)
    {
        double Quantile(double q) => sorted[(int)Math.Round(q * (sorted.Length - 1))];
        var (low, high) = (Quantile(Tail), Quantile(1 - Tail));
        return (low - (margin * (high - low)), high + (margin * (high - low)));
    }
}
