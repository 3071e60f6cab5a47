using PathAlign.Evaluator.Comparison;
using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Evaluator.Comparison;

public sealed class PromotionGateTests
{
    private static readonly string[] All =
    [
        FigureNames.Plausible,
        FigureNames.MacroF1,
        FigureNames.Frechet,
        FigureNames.Kid,
        FigureNames.Precision,
        FigureNames.Recall,
        FigureNames.Density,
        FigureNames.Coverage,
        FigureNames.Authenticity,
        FigureNames.Vendi,
    ];

    [Theory]
    [InlineData(true, 0.01, 0.05, true, false)]
    [InlineData(true, -0.01, 0.05, false, false)]
    [InlineData(true, -0.05, -0.01, false, true)]
    [InlineData(true, 0, 0.05, false, false)]
    [InlineData(true, 0, 0, false, false)]
    [InlineData(false, 0.01, 0.05, false, true)]
    [InlineData(false, -0.01, 0.05, false, false)]
    [InlineData(false, -0.05, -0.01, true, false)]
    [InlineData(false, -0.05, 0, false, false)]
    [InlineData(true, double.NaN, double.NaN, false, false)]
    public void A_change_is_better_or_worse_when_its_whole_interval_lies_there(
        bool higherIsBetter, double low, double high, bool better, bool worse)
    {
        var figure = Of("x", higherIsBetter, low, high);

        Assert.Equal((better, worse), (figure.IsBetter, figure.IsWorse));
    }

    [Fact]
    public void Plausibility_clearly_up_and_nothing_else_worse_is_promoted()
    {
        Assert.Empty(PromotionGate.Objections(Figures(), classes: [], unseenAuthenticity: 0));
    }

    [Theory]
    [InlineData(-0.1, 0.3)]
    [InlineData(0, 0.3)]
    [InlineData(-0.3, -0.1)]
    [InlineData(double.NaN, double.NaN)]
    public void Plausibility_that_is_not_clearly_up_is_an_objection(double low, double high)
    {
        Assert.Contains(
            FigureNames.Plausible,
            Assert.Single(
                PromotionGate.Objections(
                    Figures((FigureNames.Plausible, low, high)), classes: [], unseenAuthenticity: 0)));
    }

    [Theory]
    [InlineData(FigureNames.MacroF1, true)]
    [InlineData(FigureNames.Frechet, true)]
    [InlineData(FigureNames.Recall, true)]
    [InlineData(FigureNames.Coverage, true)]
    [InlineData(FigureNames.Kid, false)]
    [InlineData(FigureNames.Precision, false)]
    [InlineData(FigureNames.Density, false)]
    [InlineData(FigureNames.Vendi, false)]
    public void Ruin_that_the_gate_guards_against_is_an_objection_by_its_interval(string name, bool guarded)
    {
        var sign = HigherIsBetter(name) ? -1 : 1;
        (double, double) Worse() => sign < 0 ? (-0.2, -0.1) : (0.1, 0.2);

        var objections = PromotionGate.Objections(
            Figures((name, Worse().Item1, Worse().Item2)), classes: [], unseenAuthenticity: 0);

        Assert.Equal(guarded ? 1 : 0, objections.Count);
        Assert.All(objections, o => Assert.StartsWith($"{name} is worse", o));
        Assert.Empty(PromotionGate.Objections(Figures((name, -0.2, 0.1)), classes: [], unseenAuthenticity: 0));
    }

    [Fact]
    public void A_guarding_figure_that_could_not_be_measured_is_an_objection()
    {
        Assert.Contains(
            "could not be measured",
            Assert.Single(
                PromotionGate.Objections(
                    Figures((FigureNames.Frechet, double.NaN, double.NaN)), classes: [], unseenAuthenticity: 0)));
    }

    [Fact]
    public void Images_nearer_to_training_tiles_than_unseen_real_tiles_are_an_objection()
    {
        Assert.Contains(
            "closer to training tiles",
            Assert.Single(PromotionGate.Objections(Figures(), classes: [], unseenAuthenticity: 0.5)));
    }

    [Fact]
    public void Every_objection_is_named()
    {
        Assert.Equal(
            3,
            PromotionGate.Objections(
                Figures(
                    (FigureNames.Plausible, -1, 1),
                    (FigureNames.Recall, -0.2, -0.1),
                    (FigureNames.Coverage, -0.2, -0.1)),
                classes: [],
                unseenAuthenticity: 0).Count);
    }

    private static bool HigherIsBetter(string name) => name is not (FigureNames.Frechet or FigureNames.Kid);

    private static Figure Of(string name, bool higherIsBetter, double low, double high) =>
        new(
            name,
            higherIsBetter,
            new Interval(0, 0, 0, 9),
            new Interval(0, 0, 0, 9),
            new Interval((low + high) / 2, low, high, 9));

    private static List<Figure> Figures(params (string name, double low, double high)[] changed) =>
        [.. All.Select(name =>
    {
        var change = changed.Where(c => c.name == name)
            .Select(c => (c.low, c.high))
            .DefaultIfEmpty(name == FigureNames.Plausible ? (0.1, 0.2) : (-0.1, 0.1))
            .First();
        return Of(name, HigherIsBetter(name), change.Item1, change.Item2);
    })];
}
