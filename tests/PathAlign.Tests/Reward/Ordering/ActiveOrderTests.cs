using PathAlign.Reward.Ordering;
using Xunit;

namespace PathAlign.Tests.Reward.Ordering;

public sealed class ActiveOrderTests
{
    private static readonly int[] OneClass = [0, 0, 0, 0, 0];

    [Theory]
    [InlineData(0, 0.5, 0.5, 0.5)]              // all in doubt, but of one mind: no verdict would tell them apart
    [InlineData(0, 0.9)]
    [InlineData(0.693147, 0.0, 1.0)]            // ln 2: one of them is right
    [InlineData(0.130812, 0.25, 0.75)]          // ln 2 less the entropy of a quarter, 0.562335
    [InlineData(0.636514, 0.0, 1.0, 1.0)]       // the entropy of a third
    public void Disagreement_is_the_entropy_of_the_mean_less_the_mean_entropy(
        double expected, params double[] members) =>
        Assert.Equal(expected, ActiveOrder.Disagreement(members), 1e-6);

    [Fact]
    public void Each_next_image_has_the_most_disagreement_times_distance_to_all_before()
    {
        // On a line at 0, 1, 2, 6 and 10. The first has the most disagreement; then products with the gap to the
        // nearest one chosen:
        //   chosen 0          1: 1·0.4, 2: 2·0.19, 6: 6·0.1 = 0.6, 10: 10·0.05 = 0.5  → the image at 6
        //   chosen 0, 6       1: 1·0.4 = 0.4, 2: 2·0.19 = 0.38, 10: 4·0.05 = 0.2      → at 1
        //   chosen 0, 6, 1    2: 1·0.19 = 0.19, 10: 4·0.05 = 0.2                      → at 10
        var order = ActiveOrder.Of([0, 1, 2, 3, 4], [], OneClass, [0.5, 0.4, 0.19, 0.1, 0.05], Line(0, 1, 2, 6, 10));

        Assert.Equal([0, 3, 1, 4, 2], order);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]   // of one mind about all
    public void Where_nothing_disagrees_more_than_another_the_farthest_comes_next(double each)
    {
        // From 0: 10 is farthest; then 4 (gap 4) before 2 (2) and 9 (1).
        Assert.Equal(
            [0, 4, 2, 1, 3],
            ActiveOrder.Of([0, 1, 2, 3, 4], [], OneClass, [each, each, each, each, each], Line(0, 2, 4, 9, 10)));
    }

    [Fact]
    public void What_is_rated_in_any_case_is_kept_away_from()
    {
        // The image at 0 is known, so its neighbour at 1 comes last although the members disagree about it most.
        Assert.Equal([3, 2, 1], ActiveOrder.Of([1, 2, 3], [0], OneClass, [1, 1, 0.5, 0.5, 0], Line(0, 1, 5, 10, 0)));
    }

    [Fact]
    public void Classes_take_turns_and_distance_counts_within_a_class_alone()
    {
        // Class 0 at 0 and 8, class 1 at 0.1, 20 and 1: the one at 0.1 lies beside an image of the other class, and
        // comes first all the same.
        Assert.Equal(
            [0, 2, 1, 3, 4],
            ActiveOrder.Of([0, 1, 2, 3, 4], [], [0, 0, 1, 1, 1], [0.9, 0.1, 0.9, 0.5, 0.5], Line(0, 8, 0.1f, 20, 1)));
    }

    [Fact]
    public void A_twin_of_a_chosen_image_comes_last_however_much_they_disagree_about_it()
    {
        Assert.Equal([0, 2, 1], ActiveOrder.Of([0, 1, 2], [], [0, 0, 0], [0.7, 0.7, 0.01], Line(3, 3, 4)));
    }

    [Fact]
    public void A_random_share_is_drawn_from_all_images_alike_and_the_rest_is_ordered()
    {
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        double[] one = [.. labels.Select((_, i) => i / 60.0)], other = [.. one.Reverse()];
        var points = Line([.. labels.Select((_, i) => (float)i)]);
        List<(int Image, bool AtRandom)> Chosen(double[] disagreement, int wanted, ulong seed = 1) =>
            [.. ChosenImages.Of(wanted, 0.25, seed, labels, disagreement, points)];

        var chosen = Chosen(one, 20);

        Assert.Equal(Enumerable.Range(0, 60), chosen.Select(c => c.Image).Order());
        Assert.Equal([.. Enumerable.Repeat(true, 5), .. Enumerable.Repeat(false, 55)], chosen.Select(c => c.AtRandom));
        Assert.Equal(chosen.Take(5), Chosen(other, 20).Take(5));               // no score has a say in it
        Assert.NotEqual(chosen.Skip(5).Take(15), Chosen(other, 20).Skip(5).Take(15));
        Assert.Equal(chosen.Take(5), Chosen(one, 40).Take(5));                 // nor does how many are wanted
        Assert.NotEqual(chosen.Take(5), Chosen(one, 20, seed: 2).Take(5));
        Assert.Equal([5, 5, 5], chosen.Skip(5).Take(15).GroupBy(c => labels[c.Image]).Select(g => g.Count()));
    }

    [Theory]
    [InlineData(1, 0.25, 1)]
    [InlineData(10, 0.1, 1)]
    [InlineData(10, 1, 10)]
    public void At_least_one_image_and_at_most_all_are_chosen_by_chance(int wanted, double share, int atRandom) =>
        Assert.Equal(
            atRandom,
            ChosenImages.Of(wanted, share, 3, new int[30], new double[30], Line(new float[30]))
                .Take(wanted)
                .Count(c => c.AtRandom));

    private static float[][] Line(params float[] places) => [.. places.Select(p => new[] { p })];
}
