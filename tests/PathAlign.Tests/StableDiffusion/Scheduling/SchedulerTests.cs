using PathAlign.StableDiffusion.Scheduling;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion.Scheduling;

public sealed class SchedulerTests
{
    private static readonly SchedulerConfig _plain = new() { ClipSample = false, SkipPrkSteps = true };

    // PNDM is exact for epsilon alone: it combines outputs of different noise levels, and a velocity depends on them.
    public static TheoryData<string, string> NamesAndPredictions =>
        new(from name in Schedulers.Names
            from prediction in new[] { "epsilon", "v_prediction", "sample" }
            where name != "pndm" || prediction == "epsilon"
            select (name, prediction));

    [Theory]
    [MemberData(nameof(NamesAndPredictions))]
    public void With_a_network_that_knows_the_image_each_scheduler_ends_at_the_image(string name, string prediction)
    {
        using var scope = NewDisposeScope();
        var config = _plain with
        {
            PredictionType = prediction,
            SetAlphaToOne = true,
            TimestepSpacing = "leading",
        };
        var bars = DiffusionSchedule.Of(config).AlphaBars;
        var image = tensor(new[] { 0.8f, -0.3f, 0, 2 });

        var drawn = Draw(Schedulers.Of(name, config), 10, tensor(new[] { 1f, -2, 0.5f, 0 }), (x, t) =>
        {
            var (alpha, sigma) = (Math.Sqrt(bars[(int)t]), Math.Sqrt(1 - bars[(int)t]));
            var epsilon = (x - (image * alpha)) / sigma;
            return prediction switch
            {
                "v_prediction" => (epsilon * alpha) - (image * sigma),
                "sample" => image,
                _ => epsilon,
            };
        });

        Assert.Equal(0, (drawn - image).abs().max().item<float>(), 1e-4);
    }

    // Expected values: the papers' formulas in float64, computed apart from this code.
    [Theory]
    [InlineData("ddim", 4, "zero", 4.5176471, -11.75374)]
    [InlineData("ddpm", 4, "zero", 7.119595, -12.595051)]
    [InlineData("pndm", 6, "zero", 5.5614216, -14.114147)]
    [InlineData("euler", 4, "zero", 33.604817, -99.457759)]
    [InlineData("dpm++2m", 4, "zero", 27.072497, -78.905961)]
    [InlineData("dpm++2m", 4, "sigma_min", 27.116809, -79.03398)]
    [InlineData("dpm++2m", 16, "sigma_min", 19.840437, -55.983131)]
    public void Each_scheduler_computes_the_formulas_of_its_paper(
        string name, int steps, string final, double first, double second)
    {
        using var scope = NewDisposeScope();
        var scheduler = Schedulers.Of(name, _plain with { FinalSigmasType = final });

        var drawn = Draw(
            scheduler, steps, tensor(new[] { 0.5f, -1 }), (x, t) => (x * 0.2) + (0.1 * t / 1000), [1, -0.5f]);

        Assert.Equal(first, drawn[0].item<float>(), 1e-4);
        Assert.Equal(second, drawn[1].item<float>(), 2e-4);
    }

    [Theory]
    [InlineData("ddim", null, 3, new double[] { 666, 333, 0 })]
    [InlineData("ddpm", "linspace", 3, new double[] { 999, 500, 0 })]
    [InlineData("ddim", "trailing", 3, new double[] { 999, 666, 332 })]
    [InlineData("pndm", null, 1, new double[] { 0 })]
    [InlineData("pndm", null, 3, new double[] { 666, 333, 333, 0 })]
    [InlineData("dpm++2m", null, 2, new double[] { 999, 500 })]
    [InlineData("dpm++2m", "linspace", 4, new double[] { 999, 749, 500, 250 })]
    [InlineData("dpm++2m", "leading", 2, new double[] { 666, 333 })]
    [InlineData("dpm++2m", "trailing", 2, new double[] { 999, 499 })]
    [InlineData("euler", null, 3, new[] { 999, 499.5, 0 })]
    [InlineData("euler", "leading", 2, new double[] { 500, 0 })]
    [InlineData("euler", "trailing", 2, new double[] { 999, 499 })]
    public void Timesteps_follow_the_spacing_in_calling_order(
        string name, string? spacing, int steps, double[] expected)
    {
        using var run = Schedulers.Of(name, _plain with { TimestepSpacing = spacing }).Start(steps);

        Assert.Equal(expected, run.Timesteps);
    }

    [Fact]
    public void Leading_timesteps_are_shifted_by_the_offset_which_must_not_lead_beyond_the_last()
    {
        var scheduler = Schedulers.Of("ddim", _plain with { StepsOffset = 1 });

        using var run = scheduler.Start(2);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start(1000));

        Assert.Equal([501, 1], run.Timesteps);
        Assert.Contains("steps_offset moves the first timestep to 1000 of 1000", error.Message);
    }

    [Theory]
    [InlineData("ddim", 0)]
    [InlineData("euler", 1001)]
    [InlineData("dpm++2m", 1000)]
    public void An_impossible_number_of_steps_is_refused(string name, int steps)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Schedulers.Of(name, _plain).Start(steps));

        Assert.Contains($"got {steps}", error.Message);
    }

    [Fact]
    public void Euler_starts_and_scales_its_input_by_the_first_noise_level()
    {
        using var scope = NewDisposeScope();
        var last = DiffusionSchedule.Of(_plain).AlphaBars[^1];
        var sigma = Math.Sqrt((1 - last) / last);
        using var run = Schedulers.Of("euler", _plain).Start(5);
        using var leading = Schedulers.Of("euler", _plain with { TimestepSpacing = "leading" }).Start(1000);

        Assert.Equal(sigma, run.InitialNoiseScale, 1e-4);
        Assert.Equal(Math.Sqrt((sigma * sigma) + 1), leading.InitialNoiseScale, 1e-4);
        Assert.Equal(1 / Math.Sqrt((sigma * sigma) + 1), run.ScaleInput(ones(1), 0).item<float>(), 1e-8);
    }

    [Fact]
    public void Noise_levels_of_Karras_fall_evenly_in_their_seventh_root()
    {
        using var run = Schedulers.Of("euler", _plain with { UseKarrasSigmas = true }).Start(3);
        using var scope = NewDisposeScope();
        var (high, low) = (run.InitialNoiseScale, Math.Sqrt(1e-4 / 0.9999));
        var middle = Math.Pow((Math.Pow(high, 1 / 7.0) + Math.Pow(low, 1 / 7.0)) / 2, 7);

        Assert.Equal(middle, Math.Sqrt(Math.Pow(run.ScaleInput(ones(1), 1).item<float>(), -2) - 1), 1e-3);
        Assert.Equal(999, run.Timesteps[0], 0.01);
        Assert.Equal(0, run.Timesteps[2], 0.01);
    }

    [Fact]
    public void Noise_levels_below_the_clip_are_left_out()
    {
        var config = _plain with { BetaSchedule = "squaredcos_cap_v2", LambdaMinClipped = -5.1 };
        var bars = DiffusionSchedule.Of(config).AlphaBars;
        using var run = Schedulers.Of("dpm++2m", config).Start(20);

        var first = (int)run.Timesteps[0];

        Assert.True(first < 999);
        Assert.True(0.5 * Math.Log(bars[first] / (1 - bars[first])) >= -5.1);
        Assert.True(0.5 * Math.Log(bars[first + 1] / (1 - bars[first + 1])) < -5.1);
    }

    [Fact]
    public void From_pure_noise_without_signal_a_velocity_network_still_finds_the_image()
    {
        using var scope = NewDisposeScope();
        var config = _plain with
        {
            PredictionType = "v_prediction",
            RescaleBetasZeroSnr = true,
            TimestepSpacing = "trailing",
            SetAlphaToOne = true,
        };
        var bars = DiffusionSchedule.Of(config).AlphaBars;
        var (image, noise) = (tensor(new[] { 0.7f }), tensor(new[] { -1.2f }));

        var drawn = Draw(Schedulers.Of("ddim", config), 8, noise, (_, t) =>
            (noise * Math.Sqrt(bars[(int)t])) - (image * Math.Sqrt(1 - bars[(int)t])));

        Assert.Equal(0, bars[^1]);
        Assert.Equal(0.7f, drawn.item<float>(), 1e-5);
    }

    [Fact]
    public void The_predicted_image_is_clamped_where_the_configuration_says_so()
    {
        using var scope = NewDisposeScope();
        var config = new SchedulerConfig { PredictionType = "sample", ClipSampleRange = 0.5 };

        var drawn = Draw(Schedulers.Of("ddim", config), 1, zeros(1), (_, _) => full([1], 3f));

        // one step from timestep 0: the clamped image, and the noise of the image that was not clamped, of share 0
        Assert.Equal(0.5f, drawn.item<float>(), 1e-6);
    }

    [Fact]
    public void Steps_out_of_order_missing_noise_and_other_shapes_are_refused()
    {
        using var scope = NewDisposeScope();
        using var run = Schedulers.Of("ddpm", _plain).Start(2);
        var x = zeros(1, 4);

        Assert.Throws<ArgumentException>(() => run.Step(x, 1, x, x));
        Assert.Throws<ArgumentNullException>(() => run.Step(x, 0, x));
        Assert.Throws<ArgumentException>(() => run.Step(zeros(1, 1), 0, x, x));
        Assert.Throws<ArgumentException>(() => run.Step(x, 0, x, zeros(4)));
        run.Step(x, 0, x, x);
        Assert.Throws<ArgumentException>(() => run.Step(x, 0, x, x));
    }

    [Fact]
    public void Unknown_names_and_configurations_that_a_scheduler_cannot_follow_are_refused()
    {
        Assert.Contains("expected ddpm", Assert.Throws<ArgumentException>(() => Schedulers.Of("heun", _plain)).Message);
        Assert.Contains(
            "skip_prk_steps",
            Assert.Throws<ArgumentException>(() => Schedulers.Of("pndm", new SchedulerConfig())).Message);
        Assert.Contains(
            "prediction_type",
            Assert.Throws<ArgumentException>(
                () => Schedulers.Of("pndm", _plain with { PredictionType = "sample" })).Message);
    }

    private static Tensor Draw(
        IScheduler scheduler, int steps, Tensor start, Func<Tensor, double, Tensor> network, float[]? noise = null)
    {
        using var run = scheduler.Start(steps);
        var x = start * run.InitialNoiseScale;
        for (var i = 0; i < run.Timesteps.Count; i++)
        {
            var drawn = run.NeedsNoise(i) ? noise is null ? ones_like(x) : tensor(noise) : null;
            x = run.Step(network(run.ScaleInput(x, i), run.Timesteps[i]), i, x, drawn);
        }
        return x;
    }
}
