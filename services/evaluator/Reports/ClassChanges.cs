using PathAlign.Contracts.Datasets;
using PathAlign.Evaluator.Classification;
using PathAlign.Evaluator.Comparison;
using PathAlign.Statistics;

namespace PathAlign.Evaluator.Reports;

/// <summary>Splits a comparison by class.</summary>
internal static class ClassChanges
{
    internal static IReadOnlyList<ClassChange> Of(DatasetDescription dataset, Arm before, Arm after)
    {
        var (first, second) = (
            ClassificationReport.Of(before.Tiles.Labels, before.Verdicts, dataset.Classes.Count),
            ClassificationReport.Of(after.Tiles.Labels, after.Verdicts, dataset.Classes.Count));
        double F1(ClassificationReport report, int label) => report.Classes.Single(c => c.Label == label).F1;
        return
        [
            .. dataset.Classes.Select((c, label) => (c.Code, Label: label))
                .Where(c => before.Tiles.Labels.Contains(c.Label))
                .Select(
                    c =>
                        new ClassChange(
                            c.Code,
                            Plausible(before, c.Label),
                            Plausible(after, c.Label),
                            F1(first, c.Label),
                            F1(second, c.Label)))
        ];
    }

    private static Interval Plausible(Arm arm, int label)
    {
        var rated = arm.Plausible.Where((_, i) => arm.Tiles.Labels[i] == label).ToList();
        return Wilson.Interval(rated.Count(p => p > 0.5), rated.Count);
    }
}
