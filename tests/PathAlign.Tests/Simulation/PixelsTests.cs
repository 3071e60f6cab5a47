using PathAlign.Standalone.Simulation.Pixels;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class PixelsTests
{
    private const int Size = 41;

    private static bool[] Mask(Func<int, int, bool> inside) =>
        [.. Enumerable.Range(0, Size * Size).Select(i => inside(i % Size, i / Size))];

    [Fact]
    public void The_middle_of_a_disc_is_as_far_from_its_border_as_its_radius()
    {
        var disc = Mask((x, y) => ((x - 20) * (x - 20)) + ((y - 20) * (y - 20)) <= 15 * 15);

        var distances = DistanceMap.Into(disc, Size);

        Assert.Equal(15.5, distances[(20 * Size) + 20], 0.8);
        Assert.Equal(15.5 / 3, distances.Where(d => d > 0).Average(), 0.6);
        Assert.Equal(0, distances[0]);
    }

    [Fact]
    public void What_lies_beyond_the_image_is_outside()
    {
        var distances = DistanceMap.Into(Mask((_, _) => true), Size);
        var toMiddle = DistanceMap.To(Mask((x, y) => x == 20 && y == 20), Size);

        Assert.Equal(0.95509, distances[0], 9);
        Assert.Equal(21 * 0.95509, distances[(20 * Size) + 20], 9);
        Assert.Equal((0, 20 * 0.95509), (toMiddle[(20 * Size) + 20], Math.Round(toMiddle[20 * Size], 9)));
    }

    [Fact]
    public void A_local_mean_is_that_of_the_square_cut_at_the_border_and_by_the_mask()
    {
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        bool[] mask = [true, false, true, true, true, true, true, true, true];

        var all = LocalMean.Of(values, 3, 1);
        var some = LocalMean.Of(values, mask, 3, 1);

        Assert.Equal([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7], all.Select(v => Math.Round(v, 9)));
        Assert.Equal((10 / 3.0, 0), (Math.Round(some[0] * 3) / 3, some[1]));
        Assert.Equal(values, LocalMean.Of(values, 3, 0));
    }

    [Fact]
    public void Otsus_threshold_lies_between_two_heaps()
    {
        var otsu = new Otsu(largest: 1);
        foreach (var value in (double[])[0.05, 0.06, 0.07, 0.05, 0.06, 0.07, 0.8, 0.81, 0.82]) otsu.Add(value);

        Assert.InRange(otsu.Threshold(), 0.07, 0.8);
    }

    [Fact]
    public void An_opening_cuts_a_bridge_that_is_narrower_than_the_disc()
    {
        var dumbbell = Mask((x, y) => y is >= 10 and < 30
            && (x is (>= 5 and < 15) or (>= 25 and < 35) || (y is >= 19 and < 22 && x is >= 5 and < 35)));

        Assert.Single(Regions.Of(dumbbell, Size));
        Assert.Equal(2, Regions.Of(DistanceMap.Opened(dumbbell, Size, 2.5), Size).Count);
        Assert.Single(Regions.Of(DistanceMap.Opened(dumbbell, Size, 0.9), Size));
    }

    [Fact]
    public void Small_holes_are_filled_and_bays_and_large_holes_are_not()
    {
        bool Hole(int x, int y, int side) => x >= 10 && x < 10 + side && y >= 10 && y < 10 + side;
        bool Bay(int x, int y) => x == 30 && y < 20;
        var (small, large) = (Mask((x, y) => !Hole(x, y, 3) && !Bay(x, y)), Mask((x, y) => !Hole(x, y, 4)));

        Regions.Fill(small, Size, 9);
        Regions.Fill(large, Size, 9);

        Assert.Equal(Mask((x, y) => !Bay(x, y)), small);
        Assert.Equal(Mask((x, y) => !Hole(x, y, 4)), large);
    }
}
