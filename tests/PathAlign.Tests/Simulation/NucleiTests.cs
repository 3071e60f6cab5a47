using PathAlign.Standalone.Simulation;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class NucleiTests
{
    private const int Size = 16;

    private static Nuclei In(params (int x, int y, int width, int height)[] blocks)
    {
        var mask = new bool[Size * Size];
        foreach (var (left, top, width, height) in blocks)
            for (var y = top; y < top + height; y++)
                for (var x = left; x < left + width; x++)
                    mask[(y * Size) + x] = true;
        return Nuclei.In(mask, Size);
    }

    private static void AssertNuclei(int count, double area, double elongation, Nuclei found)
    {
        Assert.Equal((count, area), (found.Count, found.MeanArea));
        Assert.Equal(elongation, found.MeanElongation, 9);
    }

    [Fact]
    public void A_square_is_one_round_nucleus() => AssertNuclei(1, 16, 1, In((3, 5, 4, 4)));

    [Fact]
    public void A_bar_is_as_elongated_as_its_sides_either_way()
    {
        AssertNuclei(1, 16, 4, In((1, 1, 8, 2)));
        AssertNuclei(1, 16, 4, In((1, 1, 2, 8)));
        AssertNuclei(1, 12, 12, In((2, 3, 12, 1)));
    }

    [Fact]
    public void Squares_that_touch_at_a_corner_are_two_and_those_that_share_a_side_are_one()
    {
        AssertNuclei(2, 9, 1, In((2, 2, 3, 3), (5, 5, 3, 3)));
        AssertNuclei(1, 18, 2, In((2, 2, 3, 3), (5, 2, 3, 3)));
    }

    [Fact]
    public void A_region_does_not_go_on_over_the_edge_of_the_image() =>
        AssertNuclei(2, 4, 1, In((Size - 2, 4, 2, 2), (0, 5, 2, 2)));

    [Fact]
    public void A_single_pixel_is_no_nucleus_and_an_empty_mask_has_none()
    {
        AssertNuclei(1, 4, 1, In((1, 1, 1, 1), (8, 8, 2, 2)));
        AssertNuclei(0, 0, 1, In());
    }
}
