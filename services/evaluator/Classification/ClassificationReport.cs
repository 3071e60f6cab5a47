using PathAlign.Statistics;

namespace PathAlign.Evaluator.Classification;

/// <summary>The figures of one class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Count">Number of images with this label.</param>
/// <param name="Precision">Share of images with this label among images with this verdict.</param>
/// <param name="Recall">Share of images with this verdict among images with this label, with Wilson's 95 %
/// interval.</param>
/// <param name="F1">The harmonic mean of both.</param>
public sealed record ClassFigures(int Label, int Count, double Precision, Interval Recall, double F1);

/// <summary>Compares a classifier's verdicts with labels.</summary>
/// <param name="Confusion">[label, verdict].</param>
/// <param name="Classes">Figures of each class that has labels.</param>
/// <param name="Accuracy">Share of right verdicts, with Wilson's 95 % interval.</param>
/// <param name="MacroF1">Mean F1 over those classes, with a bootstrap 95 % interval.</param>
public sealed record ClassificationReport(
    int[][] Confusion, IReadOnlyList<ClassFigures> Classes, Interval Accuracy, Interval MacroF1)
{
    /// <summary>Compares verdicts with labels.</summary>
    /// <param name="labels">The requested or true classes.</param>
    /// <param name="verdicts">The classifier's classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static ClassificationReport Of(
        IReadOnlyList<int> labels, IReadOnlyList<int> verdicts, int classes, ulong seed = 0)
    {
        if (labels.Count == 0 || labels.Count != verdicts.Count)
            throw new ArgumentException($"verdicts: expected one per label, got {verdicts.Count} for {labels.Count}");
        var confusion = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        for (var i = 0; i < labels.Count; i++) confusion[labels[i]][verdicts[i]]++;
        var figures = Enumerable.Range(0, classes)
            .Where(c => confusion[c].Sum() > 0)
            .Select(c => Figures(confusion, c))
            .ToList();
        var right = labels.Zip(verdicts).Count(pair => pair.First == pair.Second);
        var macro = Bootstrap.Interval(
            labels.Count,
            rows => MacroOf(rows.Select(r => labels[r]), rows.Select(r => verdicts[r]), classes),
            seed: seed);
        return new ClassificationReport(confusion, figures, Wilson.Interval(right, labels.Count), macro);
    }

    private static ClassFigures Figures(int[][] confusion, int c)
    {
        var (hit, asked, judged) = (confusion[c][c], confusion[c].Sum(), confusion.Sum(row => row[c]));
        return new ClassFigures(
            c, asked, judged == 0 ? 0 : hit / (double)judged, Wilson.Interval(hit, asked), F1(hit, asked, judged));
    }

    /// <summary>Mean F1 over the classes that have labels.</summary>
    public static double MacroOf(IEnumerable<int> labels, IEnumerable<int> verdicts, int classes)
    {
        var (hit, asked, judged) = Count(labels, verdicts, classes);
        return Enumerable.Range(0, classes).Where(c => asked[c] > 0).Average(c => F1(hit[c], asked[c], judged[c]));
    }

    /// <summary>F1 of one class.</summary>
    public static double F1Of(int label, IEnumerable<int> labels, IEnumerable<int> verdicts, int classes)
    {
        var (hit, asked, judged) = Count(labels, verdicts, classes);
        return F1(hit[label], asked[label], judged[label]);
    }

    private static (int[] hit, int[] asked, int[] judged) Count(
        IEnumerable<int> labels, IEnumerable<int> verdicts, int classes)
    {
        var (hit, asked, judged) = (new int[classes], new int[classes], new int[classes]);
        foreach (var (label, verdict) in labels.Zip(verdicts))
        {
            asked[label]++;
            judged[verdict]++;
            if (label == verdict) hit[label]++;
        }
        return (hit, asked, judged);
    }

    private static double F1(int hit, int asked, int judged) => asked + judged == 0 ? 0 : 2.0 * hit / (asked + judged);
}
