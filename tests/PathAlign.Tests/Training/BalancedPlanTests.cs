using PathAlign.Training;
using Xunit;

namespace PathAlign.Tests.Training;

public sealed class BalancedPlanTests
{
    private static readonly int[] _labels = [4, 4, 4, 4, 4, 4, 4, 0, 2, 2];

    [Fact]
    public void Every_class_is_shown_equally_often_and_each_tile_of_it_in_turn()
    {
        var plan = new BalancedPlan(5, _labels, batch: 6);

        var shown = Enumerable.Range(0, 7).SelectMany(step => plan.At(step)).ToList();

        Assert.Equal([14, 14, 14], new[] { 0, 2, 4 }.Select(c => shown.Count(tile => _labels[tile] == c)));
        Assert.All(shown.Where(tile => _labels[tile] == 4).CountBy(tile => tile), tile => Assert.Equal(2, tile.Value));
    }

    [Fact]
    public void A_step_shows_the_same_tiles_whatever_was_asked_before()
    {
        var (plan, fresh) = (new BalancedPlan(5, _labels, batch: 4), new BalancedPlan(5, _labels, batch: 4));
        for (var step = 0; step < 9; step++) plan.At(step);

        Assert.Equal(fresh.At(3), plan.At(3));
    }
}
