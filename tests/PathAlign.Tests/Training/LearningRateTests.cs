using PathAlign.Training;
using Xunit;

namespace PathAlign.Tests.Training;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(0, 5e-5)]
    [InlineData(250, 2.5e-5)]
    [InlineData(499, 4.934786e-10)]    // (1 + cos 499π/500) / 2 of the peak
    [InlineData(500, 5e-5)]
    [InlineData(1000, 2.5e-5)]
    [InlineData(1499, 1.233699e-10)]   // (1 + cos 999π/1000) / 2 of the peak
    [InlineData(1500, 5e-5)]
    [InlineData(2500, 2.5e-5)]
    public void Half_a_cosine_starts_again_and_each_period_is_twice_as_long(long step, double rate) =>
        Assert.Equal(rate, LearningRate.CosineRestarts(5e-5, step, 500), 1e-15);
}
