using PathAlign.Contracts.Datasets;
using PathAlign.Evaluator.Classification;
using PathAlign.Evaluator.Distribution;
using PathAlign.Statistics;

namespace PathAlign.Evaluator.Comparison;

/// <summary>
/// Compares before with after on images of the same places, first drawn from the same noise. Shares and F1 have paired
/// bootstrap intervals; figures of neighbours and distributions use halves of the places, the same halves on both
/// sides.
/// </summary>
internal sealed class PairedComparison
{
    private const int Halves = 60, Samples = 1000;
    private readonly DatasetDescription _dataset;
    private readonly Arm _before, _after;
    private readonly FeatureMatrix _realAxes;
    private readonly double _withinReal;
    private readonly ulong _seed;

    internal PairedComparison(
        DatasetDescription dataset, Arm before, Arm after, FeatureMatrix realAxes, ulong seed)
    {
        if (before.Tiles.Count != after.Tiles.Count)
            throw new ArgumentException(
                $"comparison: expected equal numbers of images after and before, got {after.Tiles.Count} and " +
                    $"{before.Tiles.Count}");
        (_dataset, _before, _after, _realAxes, _seed) = (dataset, before, after, realAxes, seed);
        _withinReal = KernelDistance.Within(realAxes);
    }

    /// <summary>All figures.</summary>
    internal IReadOnlyList<Figure> Figures() =>
    [
        Bootstrapped(FigureNames.Plausible, true, (arm, rows) => rows.Average(r => arm.Plausible[r])),
        Bootstrapped(
            FigureNames.MacroF1,
            true,
            (arm, rows) => MacroF1(rows.Select(r => arm.Tiles.Labels[r]), rows.Select(r => arm.Verdicts[r]))),
        Halved(FigureNames.Frechet, false, (arm, rows) => FrechetDistance.Between(_realAxes, arm.Axes.Subset(rows))),
        Halved(FigureNames.Kid, false, (arm, rows) => Kernel(arm.Axes.Subset(rows))),
        Halved(FigureNames.Precision, true, (arm, rows) => arm.Neighbours.Of(rows).Precision),
        Halved(FigureNames.Recall, true, (arm, rows) => arm.Neighbours.Of(rows).Recall),
        Halved(FigureNames.Density, true, (arm, rows) => arm.Neighbours.Of(rows).Density),
        Halved(FigureNames.Coverage, true, (arm, rows) => arm.Neighbours.Of(rows).Coverage),
        Halved(FigureNames.Authenticity, true, (arm, rows) => arm.Neighbours.Authenticity(rows)),
        Halved(FigureNames.Vendi, true, (arm, rows) => Vendi.OfCosines(arm.Features.Subset(rows))),
    ];

    /// <summary>
    /// Changes of plausible share and F1 of each class; higher is better. The intervals hold 95 % jointly, not each
    /// (Bonferroni).
    /// </summary>
    internal IReadOnlyList<(string name, Interval change)> ClassChanges()
    {
        var classes = _dataset.Classes.Select((c, label) => (c.Code, Label: label))
            .Where(c => _before.Tiles.Labels.Contains(c.Label))
            .ToList();
        var level = 1 - (0.05 / Math.Max(1, classes.Count));
        return [.. classes.SelectMany(c => ((string, Interval)[])
        [
            (
                $"{FigureNames.Plausible} of {c.Code}",
                Change(
                    (arm, rows) =>
                        rows.Where(r => arm.Tiles.Labels[r] == c.Label)
                            .Select(r => arm.Plausible[r])
                            .DefaultIfEmpty(0)
                            .Average(),
                    level)),
            (
                $"F1 of {c.Code}",
                Change(
                    (arm, rows) =>
                        ClassificationReport.F1Of(
                            c.Label,
                            rows.Select(r => arm.Tiles.Labels[r]),
                            rows.Select(r => arm.Verdicts[r]),
                            _dataset.Classes.Count),
                    level)),
        ])];
    }

    private Figure Bootstrapped(string name, bool higherIsBetter, Func<Arm, int[], double> figure) =>
        new(name, higherIsBetter,
        Bootstrap.Interval(_before.Tiles.Count, rows => figure(_before, rows), Samples, _seed),
        Bootstrap.Interval(_after.Tiles.Count, rows => figure(_after, rows), Samples, _seed),
        Change(figure, 0.95));

    private Interval Change(Func<Arm, int[], double> figure, double level) =>
        Bootstrap.Interval(
            _after.Tiles.Count, rows => figure(_after, rows) - figure(_before, rows), Samples, _seed, level);

    private double Kernel(FeatureMatrix axes) => KernelDistance.Unbiased(_withinReal, _realAxes, axes);

    private Figure Halved(string name, bool higherIsBetter, Func<Arm, int[], double> figure)
    {
        // Each half is measured once; before, after and their difference use the same measurements.
        var looks = new System.Collections.Concurrent.ConcurrentDictionary<string, (double before, double after)>();
        (double before, double after) Look(int[] rows) =>
            looks.GetOrAdd(string.Join(',', rows), _ => (figure(_before, rows), figure(_after, rows)));
        Interval Of(Func<(double before, double after), double> part) =>
            HalfSampling.Of(_before.Tiles.Count, rows => part(Look(rows)), Halves, _seed);
        return new Figure(name, higherIsBetter, Of(l => l.before), Of(l => l.after), Of(l => l.after - l.before));
    }

    private double MacroF1(IEnumerable<int> labels, IEnumerable<int> verdicts) =>
        ClassificationReport.MacroOf(labels, verdicts, _dataset.Classes.Count);
}
