using PathAlign.Models.Diffusion;
using PathAlign.Training;
using Xunit;

namespace PathAlign.Tests.Training;

public sealed class NoiseLevelsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Every_equal_part_of_the_levels_is_in_a_batch_once(int batch)
    {
        for (var step = 0; step < 50; step++)
        {
            var parts = NoiseLevels.At(7, step, batch).Select(level => level * batch / NoiseSchedule.Steps).Order();

            Assert.Equal(Enumerable.Range(0, batch), parts);
        }
    }

    [Fact]
    public void Seed_and_step_alone_decide_the_levels()
    {
        var levels = NoiseLevels.At(7, 3, 12);

        Assert.Equal(levels, NoiseLevels.At(7, 3, 12));
        Assert.NotEqual(levels, NoiseLevels.At(7, 4, 12));
        Assert.NotEqual(levels, NoiseLevels.At(8, 3, 12));
    }
}
