using PathAlign.Models.Diffusion;
using Xunit;

namespace PathAlign.Tests.Models;

public sealed class ScheduleTests
{
    [Fact]
    public void The_linear_schedule_is_that_of_the_paper()
    {
        var product = 1.0;
        for (var t = 0; t < 1000; t++) product *= 1 - (1e-4 + ((0.02 - 1e-4) * t / 999));

        Assert.Equal(1 - 1e-4, NoiseSchedule.Linear.AlphaBar(0), 1e-15);
        Assert.Equal(product, NoiseSchedule.Linear.AlphaBar(999), 1e-18);
        Assert.Equal(4.0358e-5, product, 1e-8);   // the value that Ho et al.'s schedule is known by
    }

    [Fact]
    public void The_cosine_schedule_follows_its_formula_where_no_beta_is_capped()
    {
        static double Bar(double t) => Math.Pow(Math.Cos(((t / 1000) + 0.008) / 1.008 * Math.PI / 2), 2);

        foreach (var step in new[] { 0, 250, 500, 900 })
            Assert.Equal(Bar(step + 1) / Bar(0), NoiseSchedule.Cosine.AlphaBar(step), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Sampling_starts_at_the_last_step_and_never_repeats_one(int count)
    {
        var steps = NoiseSchedule.Trailing(count);

        Assert.Equal(999, steps[0]);
        Assert.Equal(steps.OrderDescending().Distinct(), steps);
        Assert.Equal(count, steps.Length);
    }

    [Fact]
    public void Min_snr_weights_the_error_of_the_clean_image_alike_for_both_predictions()
    {
        foreach (var snr in new[] { 0.01, 1, 5, 100 })
        {
            // ε-error = SNR·x₀-error and v-error = (SNR + 1)·x₀-error (Salimans and Ho 2022, appendix D).
            Assert.Equal(Math.Min(snr, 5), DiffusionLoss.Weight(snr, Prediction.Epsilon, 5) * snr, 1e-12);
            Assert.Equal(Math.Min(snr, 5), DiffusionLoss.Weight(snr, Prediction.V, 5) * (snr + 1), 1e-12);
        }
    }
}
