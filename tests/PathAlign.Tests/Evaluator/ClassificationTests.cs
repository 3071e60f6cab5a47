using PathAlign.Evaluator.Classification;
using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Evaluator;

public sealed class ClassificationTests
{
    [Fact]
    public void Figures_follow_from_the_confusion_matrix()
    {
        var report = ClassificationReport.Of([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 1, 0], 3);

        Assert.Equal([2, 1, 0], report.Confusion[0]);
        Assert.Equal(2 / 3.0, report.Classes[0].Recall.Value, 1e-12);
        Assert.Equal(2 / 3.0, report.Classes[0].Precision, 1e-12);
        Assert.Equal(0, report.Classes[2].F1);
        Assert.Equal(4 / 6.0, report.Accuracy.Value, 1e-12);
        Assert.Equal(((2 / 3.0) + 0.8 + 0) / 3, report.MacroF1.Value, 1e-12);
    }

    [Fact]
    public void Wilsons_interval_matches_the_textbook()
    {
        var interval = Wilson.Interval(8, 10);

        Assert.Equal(.4901625, interval.Low, 1e-6);
        Assert.Equal(.9433178, interval.High, 1e-6);
    }

    [Fact]
    public void The_bootstrap_gives_the_same_interval_for_the_same_seed_and_holds_the_value()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => (double)(i % 7))];
        double Mean(int[] rows) => rows.Average(r => values[r]);

        var (first, second) = (Bootstrap.Interval(50, Mean, 200, 3), Bootstrap.Interval(50, Mean, 200, 3));

        Assert.Equal(first, second);
        Assert.InRange(first.Value, first.Low, first.High);
    }
}
