using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Imaging;

public sealed class StainSpaceTests
{
    [Fact]
    public void Unmixing_undoes_mixing()
    {
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                Assert.Equal(
                    i == j ? 1 : 0,
                    Enumerable.Range(0, 3).Sum(k => StainSpace.Directions[i, k] * StainSpace.Unmixing[k, j]),
                    1e-12);
    }

    [Fact]
    public void White_has_no_stain_and_a_nucleus_more_haematoxylin_than_eosin()
    {
        var (whiteH, whiteE, whiteR) = StainSpace.Amounts(255, 255, 255);
        var (h, e, _) = StainSpace.Amounts(85, 70, 140);

        Assert.Equal((0, 0, 0), (whiteH, whiteE, whiteR));
        Assert.True(h > 2 * e);
    }
}
