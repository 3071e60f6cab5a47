using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Statistics;

public sealed class ProbabilitiesTests
{
    [Fact]
    public void The_area_under_the_curve_is_the_chance_of_the_right_order_with_ties_counting_half()
    {
        // Pairs of (true, false): .8 beats both, .4 ties with .4 and beats .1.
        Assert.Equal(
            (1 + 1 + 0.5 + 1) / 4.0, Probabilities.Auroc([0.8, 0.4, 0.4, 0.1], [true, true, false, false]), 1e-12);
        Assert.Equal(1, Probabilities.Auroc([0.2, 0.9, 0.3], [false, true, false]));
        Assert.Equal(0, Probabilities.Auroc([0.9, 0.2], [false, true]));
        Assert.Equal(0.5, Probabilities.Auroc([0.3, 0.3, 0.3], [false, true, true]));
    }

    [Fact]
    public void The_area_under_the_curve_agrees_with_counting_pairs_and_turns_with_the_scores()
    {
        var random = new Random(3);
        double[] scores = [.. Enumerable.Range(0, 60).Select(_ => random.Next(8) / 8.0)];
        bool[] truth = [.. Enumerable.Range(0, 60).Select(_ => random.Next(3) == 0)];
        var pairs = from t in Enumerable.Range(0, 60)
                    where truth[t]
                    from f in Enumerable
            .Range(0, 60)
                    where !truth[f]
                    select scores[t] > scores[f]
            ? 1
            : scores[t] == scores[f]
            ? 0.5
            : 0;

        var area = Probabilities.Auroc(scores, truth);

        Assert.Equal(pairs.Average(), area, 1e-12);
        Assert.Equal(1 - area, Probabilities.Auroc([.. scores.Select(s => -s)], truth), 1e-12);
    }

    [Fact]
    public void Without_both_kinds_there_is_no_area_and_what_has_no_rank_is_refused()
    {
        Assert.Equal(double.NaN, Probabilities.Auroc([0.1, 0.2], [true, true]));
        Assert.Equal(double.NaN, Probabilities.Auroc([], []));
        Assert.Contains(
            "NaN",
            Assert.Throws<ArgumentException>(() => Probabilities.Auroc([0.1, double.NaN], [true, false])).Message);
    }

    [Fact]
    public void Brier_score_and_calibration_error_follow_their_closed_forms()
    {
        double[] predicted = [0.9, 0.7, 0.2, 0.25];
        bool[] truth = [true, false, false, true];

        Assert.Equal((0.01 + 0.49 + 0.04 + 0.5625) / 4, Probabilities.Brier(predicted, truth), 1e-12);
        Assert.Equal(
            (0.1 + 0.7 + (2 * Math.Abs(0.225 - 0.5))) / 4, Probabilities.CalibrationError(predicted, truth), 1e-12);
        Assert.Equal(0, Probabilities.CalibrationError([0.5, 0.5], [true, false]), 1e-12);
        Assert.Equal(0, Probabilities.CalibrationError([], []));
    }

    [Fact]
    public void The_reliability_curve_has_the_bins_that_hold_anything_from_low_to_high()
    {
        var curve = Probabilities.Reliability([1, 0.95, 0, 0.05, 0.1], [true, false, false, false, true]);

        Assert.Equal(
            [new ReliabilityBin(0.025, 0, 2), new ReliabilityBin(0.1, 1, 1), new ReliabilityBin(0.975, 0.5, 2)], curve);
    }
}
