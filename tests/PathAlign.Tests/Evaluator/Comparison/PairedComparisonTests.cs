using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Evaluator.Comparison;
using PathAlign.Evaluator.Distribution;
using PathAlign.Tests.Training;
using Xunit;

namespace PathAlign.Tests.Evaluator.Comparison;

public sealed class PairedComparisonTests
{
    private const int Count = 36;
    private static readonly FeatureMatrix Real = Features(50, 1, 0);

    [Fact]
    public void Identical_sides_change_nothing_and_are_not_promoted()
    {
        var arm = Side(2, 0, 0.5);

        var figures = new PairedComparison(DatasetDescription.Colorectal, arm, arm, Real, 1).Figures();

        Assert.Equal(10, figures.Select(f => f.Name).Distinct().Count());
        Assert.All(figures, f => Assert.Equal((0, 0, 0), (f.Change.Value, f.Change.Low, f.Change.High)));
        Assert.All(figures, f => Assert.Equal(f.Before, f.After));
        Assert.All(figures, f => Assert.InRange(f.Before.Value, f.Before.Low, f.Before.High));
        Assert.Contains(
            FigureNames.Plausible,
            Assert.Single(PromotionGate.Objections(figures, classes: [], unseenAuthenticity: 0)));
    }

    [Fact]
    public void A_side_that_raters_like_better_and_that_looks_as_real_is_promoted()
    {
        var figures = new PairedComparison(
            DatasetDescription.Colorectal, Side(2, 0, 0.3), Side(2, 0, 0.9), Real, 1).Figures();

        Assert.True(figures.Single(f => f.Name == FigureNames.Plausible).IsBetter);
        Assert.Empty(PromotionGate.Objections(figures, classes: [], unseenAuthenticity: 0));
    }

    [Fact]
    public void A_side_that_is_liked_better_but_moved_away_from_real_tiles_is_not()
    {
        var figures = new PairedComparison(
            DatasetDescription.Colorectal, Side(2, 0, 0.3), Side(2, 4, 0.9), Real, 1).Figures();
        Figure Of(string name) => figures.Single(f => f.Name == name);

        Assert.True(Of(FigureNames.Plausible).IsBetter);
        Assert.True(Of(FigureNames.Frechet).IsWorse && Of(FigureNames.Kid).IsWorse && Of(FigureNames.Coverage).IsWorse);
        Assert.Contains(
            PromotionGate.Objections(figures, classes: [], unseenAuthenticity: 0),
            o => o.StartsWith(FigureNames.Frechet, StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_that_gets_worse_while_the_others_get_better_is_an_objection()
    {
        var (before, after) = (Side(2, 0, 0.5, count: 180), Side(2, 0, 0.9, count: 180));
        double[] Without(Arm arm, double share) =>
            [.. arm.Plausible.Select((p, i) => arm.Tiles.Labels[i] == 3 ? (i / 9 % 10 < 10 * share ? 1.0 : 0) : p)];
        var comparison = new PairedComparison(
            DatasetDescription.Colorectal,
            before with { Plausible = Without(before, 0.9) },
            after with { Plausible = Without(after, 0.2) },
            Real,
            1);

        var objection = Assert.Single(
            PromotionGate.Objections(comparison.Figures(), comparison.ClassChanges(), unseenAuthenticity: 0));

        Assert.StartsWith($"{FigureNames.Plausible} of LYM is worse", objection, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_the_judge_no_longer_knows_is_an_objection()
    {
        var (before, after) = (Side(2, 0, 0.3, count: 180), Side(2, 0, 0.9, count: 180));
        var comparison = new PairedComparison(
            DatasetDescription.Colorectal,
            before,
            after with { Verdicts = [.. after.Verdicts.Select(v => v == 7 ? 5 : v)] },
            Real,
            1);

        var objections = PromotionGate.Objections(
            comparison.Figures(), comparison.ClassChanges(), unseenAuthenticity: 0);

        Assert.Contains(objections, o => o.StartsWith("F1 of STR is worse", StringComparison.Ordinal));
        Assert.DoesNotContain(objections, o => o.StartsWith("F1 of TUM", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_are_those_of_all_images_and_changes_are_after_less_before()
    {
        var (before, after) = (Side(2, 0, 0.3), Side(3, 1, 0.6));

        var figures = new PairedComparison(DatasetDescription.Colorectal, before, after, Real, 1).Figures()
            .ToDictionary(f => f.Name);

        Assert.Equal(before.Plausible.Average(), figures[FigureNames.Plausible].Before.Value, 1e-12);
        Assert.Equal(FrechetDistance.Between(Real, after.Axes), figures[FigureNames.Frechet].After.Value, 1e-12);
        Assert.Equal(Prdc.Of(Real, before.Features).Coverage, figures[FigureNames.Coverage].Before.Value, 1e-12);
        Assert.Equal(1, figures[FigureNames.MacroF1].Before.Value, 1e-12);
        Assert.All(figures.Values, f => Assert.Equal(f.After.Value - f.Before.Value, f.Change.Value, 1e-12));
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals()
    {
        var (before, after) = (Side(2, 0, 0.3), Side(3, 1, 0.6));

        Assert.Equal(
            new PairedComparison(DatasetDescription.Colorectal, before, after, Real, 4).Figures(),
            new PairedComparison(DatasetDescription.Colorectal, before, after, Real, 4).Figures());
        Assert.NotEqual(
            new PairedComparison(DatasetDescription.Colorectal, before, after, Real, 4).Figures(),
            new PairedComparison(DatasetDescription.Colorectal, before, after, Real, 5).Figures());
    }

    [Fact]
    public void Sides_of_different_sizes_are_refused()
    {
        var arm = Side(2, 0, 0.5);

        var error = Assert.Throws<ArgumentException>(
            () => new PairedComparison(
                DatasetDescription.Colorectal, arm, arm with { Tiles = arm.Tiles.Subset([0, 1]) }, Real, 1));

        Assert.Contains("got 2 and 36", error.Message);
    }

    private static Arm Side(uint seed, double shift, double plausible, int count = Count)
    {
        var tiles = TileMaker.Set(count, 4);
        var features = Features(count, seed, shift);
        return new Arm(
            tiles,
            tiles.Labels,
            features,
            features,
            new Neighbours(Real, features),
            [.. Enumerable.Range(0, count).Select(i => (i * 7 % 20) / 20.0 < plausible ? 1.0 : 0)]);
    }

    private static FeatureMatrix Features(int rows, uint seed, double shift)
    {
        var random = new Random((int)seed);
        return new FeatureMatrix(
            rows, 3, [.. Enumerable.Range(0, rows * 3).Select(_ => 1 + shift + random.NextDouble())]);
    }
}
