using System.Globalization;
using PathAlign.Statistics;

namespace PathAlign.Bench.Active;

/// <summary>
/// Tables of runs. Intervals are 95 %, from samples that redraw the test images and, within each round, the
/// repetitions; all choosers share a sample.
/// </summary>
internal sealed class ActiveFigures(
    IReadOnlyList<ActiveRun> runs, double[] truth, IReadOnlyList<string> homes, IReadOnlyList<int> steps)
{
    private const int Samples = 1000;
    private readonly string[] _choosers = [.. runs.Select(r => r.Chooser).Distinct()];
    private readonly int _repetitions = runs.Count(r => r.Home == 0 && r.Chooser == runs[0].Chooser);

    internal IEnumerable<string> Lines()
    {
        int[] all = [.. Enumerable.Range(0, homes.Count)];
        var (figures, samples) = (
            Curves(all, null),
            Enumerable.Range(0, Samples).AsParallel().AsOrdered().Select(s => Curves(all, (ulong)s)).ToList());
        yield return "| chosen by | " + string.Join(" | ", steps.Select(s => $"AUROC, {s} ratings")) + " |";
        foreach (var c in _choosers)
            yield return $"| {c} | " + string.Join(
                " | ", steps.Select((_, s) => Text(figures[c][s], samples.Select(x => x[c][s]), "f3"))) + " |";
        foreach (var c in _choosers.Skip(1))
            yield return $"| {c} - {_choosers[0]} | " + string.Join(
                " | ",
                steps.Select(
                    (_, s) => Text(
                        figures[c][s] - figures[_choosers[0]][s],
                        samples.Select(x => x[c][s] - x[_choosers[0]][s]),
                        "+0.000;-0.000;+0.000"))) + " |";
        yield return $"| chosen by | ratings for the AUROC of {_choosers[0]} with {steps[^1]} | " + string.Join(
            " | ", homes) + " |";
        var byHome = all.Select(h => Curves([h], null)).ToList();
        foreach (var c in _choosers)
            yield return $"| {c} | {Text(Needed(figures, c), samples.Select(x => Needed(x, c)), "f0")} | "
                + string.Join(
                " | ",
                byHome.Select(h => Number(Needed(h, c), "f0"))) + " |";
    }

    /// <summary>For each chooser, the mean area after each step.</summary>
    private Dictionary<string, double[]> Curves(int[] ofHomes, ulong? sample)
    {
        var random = new CounterRandom(sample ?? 0, 1);
        int[]? rows = sample is null ? null : [.. truth.Select(_ => random.NextInt(truth.Length))];
        var repetitions = ofHomes.ToDictionary(
            h => h,
            _ =>
                Enumerable.Range(0, _repetitions)
                    .Select(r => sample is null ? r : random.NextInt(_repetitions))
                    .ToArray());
        return _choosers.ToDictionary(c => c, c =>
        {
            var drawn = ofHomes.SelectMany(
                h =>
                {
                    var own = runs.Where(r => r.Home == h && r.Chooser == c).ToList();
                    return repetitions[h].Select(r => own[r]);
                }).ToList();
            return steps.Select((_, s) => drawn.Average(r => ActiveRun.Auroc(r.Predicted[s], truth, rows))).ToArray();
        });
    }

    private double Needed(Dictionary<string, double[]> curves, string chooser) =>
        LearningCurve.Needed(
            [.. steps.Select(s => (double)s)], curves[chooser], LearningCurve.Rising(curves[_choosers[0]])[^1]);

    private static string Text(double value, IEnumerable<double> sampled, string format)
    {
        var sorted = sampled.Order().ToList();
        return $"{Number(value, format)} [{Number(sorted[(int)(0.025 * sorted.Count)], format)}, " +
            $"{Number(sorted[(int)(0.975 * sorted.Count)], format)}]";
    }

    private static string Number(double value, string format) =>
        double.IsInfinity(value) ? "more" : value.ToString(format, CultureInfo.InvariantCulture);
}
