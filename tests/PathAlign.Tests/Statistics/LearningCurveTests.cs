using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Statistics;

public sealed class LearningCurveTests
{
    [Fact]
    public void Neighbours_that_fall_are_averaged_until_none_does()
    {
        Assert.Equal([1, 2, 3], LearningCurve.Rising([1, 2, 3]));
        Assert.Equal([1, 2.5, 2.5, 4], LearningCurve.Rising([1, 3, 2, 4]));
        Assert.Equal([2, 2, 2], LearningCurve.Rising([3, 2, 1]));
        // 4 and 1 are pooled to 2.5, below the 3 before: 3, 4 and 1 to 8/3.
        Assert.Equal(
            [8 / 3.0, 8 / 3.0, 8 / 3.0, 5], LearningCurve.Rising([3, 4, 1, 5]), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void What_is_needed_lies_on_the_straight_line_between_two_amounts()
    {
        Assert.Equal(150, LearningCurve.Needed([100, 200, 400], [0.7, 0.8, 0.9], 0.75), 1e-9);
        Assert.Equal(200, LearningCurve.Needed([100, 200, 400], [0.7, 0.8, 0.9], 0.8), 1e-9);
        Assert.Equal(100, LearningCurve.Needed([100, 200, 400], [0.7, 0.8, 0.9], 0.6));
        Assert.Equal(double.PositiveInfinity, LearningCurve.Needed([100, 200, 400], [0.7, 0.8, 0.9], 0.91));
        // one lucky point is not enough, two together are
        Assert.Equal(200, LearningCurve.Needed([100, 200, 400], [0.7, 0.9, 0.8], 0.85), 1e-9);
    }
}
