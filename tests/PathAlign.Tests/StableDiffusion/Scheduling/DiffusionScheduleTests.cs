using PathAlign.StableDiffusion.Scheduling;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion.Scheduling;

public sealed class DiffusionScheduleTests
{
    // Expected values: products of the formulas in float64, computed apart from this code.
    [Theory]
    [InlineData("linear", 1e-4, 0.02, 0.9999, 0.07779665836, 4.03582977e-5)]
    [InlineData("scaled_linear", 0.00085, 0.012, 0.99915, 0.27633268, 0.0046601)]
    [InlineData("squaredcos_cap_v2", 1e-4, 0.02, 0.999958716, 0.492285172, 2.42876691e-9)]
    public void Each_beta_schedule_has_the_values_that_it_is_known_by(
        string name, double start, double end, double first, double middle, double last)
    {
        var bars = DiffusionSchedule.Of(
            new SchedulerConfig { BetaSchedule = name, BetaStart = start, BetaEnd = end }).AlphaBars;

        Assert.Equal(1000, bars.Count);
        Assert.Equal(first, bars[0], 1e-6);
        Assert.Equal(middle, bars[500], 1e-5);
        Assert.Equal(1, bars[^1] / last, 1e-3);
    }

    [Fact]
    public void Rescaled_betas_keep_the_first_level_and_end_in_pure_noise()
    {
        var config = new SchedulerConfig { PredictionType = "v_prediction" };

        var plain = DiffusionSchedule.Of(config).AlphaBars;
        var rescaled = DiffusionSchedule.Of(config with { RescaleBetasZeroSnr = true }).AlphaBars;

        Assert.Equal(plain[0], rescaled[0], 1e-6);
        Assert.Equal(0, rescaled[^1]);
        Assert.Equal(rescaled.OrderDescending(), rescaled);
    }

    [Fact]
    public void Noise_and_velocity_of_each_row_follow_its_timestep()
    {
        using var scope = NewDisposeScope();
        var schedule = DiffusionSchedule.Of(new SchedulerConfig());
        var (clean, noise) = (full([2, 1, 1, 1], 3f), full([2, 1, 1, 1], -2f));
        double Alpha(int t) => Math.Sqrt(schedule.AlphaBars[t]);
        double Sigma(int t) => Math.Sqrt(1 - schedule.AlphaBars[t]);

        var noisy = schedule.AddNoise(clean, noise, [10, 900]);
        var velocity = schedule.Velocity(clean, noise, [10, 900]);

        Assert.Equal([2, 1, 1, 1], noisy.shape);
        Assert.Equal((3 * Alpha(10)) - (2 * Sigma(10)), noisy[0].item<float>(), 1e-5);
        Assert.Equal((3 * Alpha(900)) - (2 * Sigma(900)), noisy[1].item<float>(), 1e-5);
        Assert.Equal((-2 * Alpha(900)) - (3 * Sigma(900)), velocity[1].item<float>(), 1e-5);
        Assert.Throws<ArgumentException>(() => schedule.AddNoise(clean, noise, [1]));
    }
}
