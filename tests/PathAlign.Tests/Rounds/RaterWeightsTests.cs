using System.Globalization;
using PathAlign.Contracts.Manifests;
using PathAlign.Rounds;
using PathAlign.Statistics;
using PathAlign.Tests.Categories;
using Xunit;
using static PathAlign.Tests.Rounds.RatingPanel;

namespace PathAlign.Tests.Rounds;

public sealed class RaterWeightsTests
{
    private const int Seeds = 20;
    private const double LeastFound = 0.95;

    public static TheoryData<string[], int, double> Poisoned => new()
    {
        { [Good, Good, Guessing], 2, 0.08 },
        { [Good, Good, Guessing], 3, 0 },
        { [Good, Good, Contrary], 2, 0.08 },
        { [Good, Good, Contrary], 3, 0 },
        { [Good, Good, Constant], 2, 0.08 },
        { [Good, Guessing], 2, 0.08 },
        { [Good, Good, Good, Good, Contrary], 3, 0.08 },
    };

    public static TheoryData<string[], int, double> Honest => new()
    {
        { [Good], 1, 0.08 },
        { [Good, Good], 2, 0.08 },
        { [Good, Good, Good], 2, 0 },
        { [Good, Good, Good], 3, 0.08 },
        { [Good, Good, Good, Good, Good], 3, 0.08 }
    };

    [Theory]
    [MemberData(nameof(Poisoned))]
    [Slow]
    public void With_one_bad_rater_the_weighted_means_are_nearer_to_the_truth(
        string[] habits, int overlap, double hidden)
    {
        var (auroc, error, weights) = Measure(habits, overlap, hidden);

        Assert.True(error.High < 0, $"change of the error: {error}");
        Assert.True(auroc.High > -0.001, $"change of the AUROC: {auroc}");
        Assert.True(
            weights.Count(w => w[^1] < 0.6 * w[..^1].Min()) >= LeastFound * Seeds,
            $"the last one was found out at too few seeds: " +
                $"{string.Join("; ", weights.Select(w => string.Join(" ", w)))}");
    }

    [Theory]
    [MemberData(nameof(Honest))]
    [Slow]
    public void With_good_raters_alone_nothing_is_lost(string[] habits, int overlap, double hidden)
    {
        var (auroc, error, weights) = Measure(habits, overlap, hidden);

        Assert.True(error.High < 0.001, $"change of the error: {error}");
        Assert.True(auroc.Low > -0.005, $"change of the AUROC: {auroc}");
        Assert.All(weights, w => Assert.InRange(w.Min(), 0.6, 1));
    }

    [Fact]
    public void A_single_rater_has_the_weight_1_and_the_means_are_the_plain_ones_to_the_last_bit()
    {
        foreach (var habit in new[] { Good, Guessing, Contrary, Constant })
        {
            var panel = Of([habit], 1, 0.08, 3);

            var plain = MeanRating.ByImage(panel.Manifest);
            var weighted = MeanRating.ByImage(panel.Manifest, panel.Weights);

            Assert.Equal(1, Assert.Single(panel.Weights).Weight);
            Assert.All(
                plain,
                p => Assert.Equal(
                    (p.Value.Plausibility, p.Value.Weight),
                    (weighted[p.Key].Plausibility, weighted[p.Key].Weight)));
        }
    }

    [Fact]
    public void A_new_rater_of_whom_nothing_is_known_has_the_weight_1()
    {
        var panel = Of([Good, Good, Contrary], 3, 0.08, 4);
        var ratings = panel.Manifest.Ratings.Append(
            new RatingEntry
            {
                Id = "n",
                ImageId = "image-of-its-own",
                Rater = "new",
                Simulated = false,
                Plausibility = 0
            });

        var weights = RaterWeights.Of(panel.Manifest with { Ratings = [.. ratings] });

        Assert.Equal(new RaterWeight("new", false, 1, null, 0), weights.Single(w => w.Rater == "new"));
    }

    [Fact]
    public void Two_who_differ_cannot_be_told_apart_without_known_truth()
    {
        Assert.Equal([1.0, 1.0], Of([Good, Guessing], 2, 0, 5).Weights.Select(w => w.Weight));
        Assert.All(Of([Good, Guessing], 2, 0, 5).Weights, w => Assert.Equal((null, 0), (w.Reliability, w.Count)));
    }

    [Fact]
    public void Where_all_guess_nobody_is_put_down()
    {
        Assert.All(Of([Guessing, Guessing, Guessing, Guessing], 3, 0.2, 6).Weights, w => Assert.Equal(1, w.Weight));
    }

    [Fact]
    public void The_order_of_the_ratings_changes_no_weight()
    {
        var panel = Of([Good, Good, Contrary], 2, 0.08, 7);

        var turned = RaterWeights.Of(
            panel.Manifest with
            {
                Ratings = [.. panel.Manifest.Ratings.Reverse()],
                Checks = [.. panel.Manifest.Checks!.Reverse()]
            });

        Assert.Equal(panel.Weights, turned);
    }

    /// <summary>
    /// Weighted less plain over the seeds, with bootstrap intervals, and the weights at each seed. With -diagnostics
    /// the figures are printed.
    /// </summary>
    private static (Interval Auroc, Interval Error, IReadOnlyList<double[]> Weights) Measure(
        string[] habits, int overlap, double hidden)
    {
        var panels = Enumerable.Range(0, Seeds).Select(seed => Of(habits, overlap, hidden, (ulong)seed)).ToList();
        var (plain, weighted) = (
            panels.Select(p => p.Against(null)).ToList(),
            panels.Select(p => p.Against(p.Weights)).ToList());
        var auroc = Bootstrap.Interval(Seeds, rows => rows.Average(r => weighted[r].Auroc - plain[r].Auroc));
        var error = Bootstrap.Interval(Seeds, rows => rows.Average(r => weighted[r].Error - plain[r].Error));
        var means = panels[0].Weights.Select(
            (_, i) => FormattableString.Invariant($"{panels.Average(p => p.Weights[i].Weight):f2}"));
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(" ", habits)}, overlap {overlap}, hidden {hidden}: " +
            $"AUROC {plain.Average(p => p.Auroc):f3} to {weighted.Average(p => p.Auroc):f3}, " +
            $"change {auroc.Value:f3} [{auroc.Low:f3}, {auroc.High:f3}]; " +
            $"squared error {plain.Average(p => p.Error):f3} to {weighted.Average(p => p.Error):f3}, " +
            $"change {error.Value:f4} [{error.Low:f4}, {error.High:f4}]; " +
            $"weights {string.Join(" ", means)}"));
        return (auroc, error, [.. panels.Select(p => ByHabit(habits, p.Weights))]);
    }

    private static double[] ByHabit(string[] habits, IReadOnlyList<RaterWeight> weights) =>
        [.. habits.Select((habit, i) => weights.Single(w => w.Rater == $"{habit}-{i}").Weight)];
}
