using PathAlign.Files;
using PathAlign.StableDiffusion.Scheduling;
using Xunit;

namespace PathAlign.Tests.StableDiffusion.Scheduling;

public sealed class SchedulerConfigTests
{
    [Fact]
    public void A_file_is_read_with_its_unknown_keys_ignored_and_the_rest_at_its_default()
    {
        var config = SchedulerConfigFile.Parse(
            """
            { "_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_start": 0.00085, "beta_end": 0.012,
              "beta_schedule": "scaled_linear", "steps_offset": 1, "set_alpha_to_one": false, "clip_sample": false,
              "skip_prk_steps": true, "trained_betas": null, "lambda_min_clipped": -Infinity, "solver_p": 3 }
            """,
            "scheduler_config.json");

        Assert.Equal(
            new SchedulerConfig
            {
                ClassName = "PNDMScheduler",
                BetaStart = 0.00085,
                BetaEnd = 0.012,
                BetaSchedule = "scaled_linear",
                StepsOffset = 1,
                SetAlphaToOne = false,
                ClipSample = false,
                SkipPrkSteps = true,
            },
            config);
        Assert.Equal("pndm", Schedulers.NameOf(config, "scheduler_config.json"));
    }

    [Theory]
    [InlineData("""{"beta_schedule": "sigmoid"}""", "beta_schedule: expected linear or scaled_linear or")]
    [InlineData("""{"beta_start": 0.5}""", "beta_start: expected a number above 0, up to beta_end 0.02, found 0.5")]
    [InlineData("""{"beta_start": "x"}""", "beta_start: expected a number, found \"x\"")]
    [InlineData("""{"beta_end": 1}""", "beta_end: expected a number above 0 and below 1, found 1")]
    [InlineData("""{"num_train_timesteps": 0}""", "num_train_timesteps: expected 1 to 100000, found 0")]
    [InlineData("""{"num_train_timesteps": 10.5}""", "num_train_timesteps: expected a whole number, found 10.5")]
    [InlineData("""{"clip_sample": 1}""", "clip_sample: expected true or false, found 1")]
    [InlineData("""{"prediction_type": "flow_prediction"}""", "prediction_type: expected epsilon or v_prediction or")]
    [InlineData("""{"prediction_type": null}""", "prediction_type: expected epsilon or v_prediction or sample, found")]
    [InlineData("""{"timestep_spacing": "log"}""", "timestep_spacing: expected null or linspace or")]
    [InlineData("""{"steps_offset": -1}""", "steps_offset: expected 0 or above")]
    [InlineData("""{"trained_betas": [0.1]}""", "trained_betas: expected null, found a list")]
    [InlineData(
        """{"beta_start": 0.9, "beta_end": 0.99}""",
        "beta_start, beta_end, num_train_timesteps: expected a cumulated alpha above 0, found 0 at timestep")]
    [InlineData("""{"rescale_betas_zero_snr": true}""", "rescale_betas_zero_snr: expected false, or")]
    [InlineData("[]", "JSON: expected a JSON object")]
    [InlineData("null", "JSON: expected an object, found null")]
    [InlineData("{", "JSON: expected a JSON object")]
    public void Impossible_values_are_refused_with_file_key_expected_and_found(string json, string message)
    {
        var error = Assert.Throws<InvalidInputException>(() => SchedulerConfigFile.Parse(json, "config.json"));

        Assert.StartsWith("config.json: " + message, error.Message);
    }

    [Theory]
    [InlineData("euler", "final_sigmas_type", "\"one\"", "expected zero or sigma_min, found one")]
    [InlineData("euler", "use_beta_sigmas", "true", "expected false (true is not supported), found true")]
    [InlineData("euler", "timestep_type", "\"continuous\"", "expected discrete, found continuous")]
    [InlineData("dpm++2m", "use_lu_lambdas", "true", "expected false (true is not supported), found true")]
    [InlineData("dpm++2m", "algorithm_type", "\"sde-dpmsolver++\"", "expected dpmsolver++, found sde-dpmsolver++")]
    [InlineData("dpm++2m", "solver_order", "3", "expected 1 or 2, found 3")]
    [InlineData("ddpm", "variance_type", "\"learned\"", "expected null or fixed_small, found learned")]
    [InlineData("ddim", "clip_sample_range", "0", "expected a number above 0, found 0")]
    public void A_value_that_only_some_schedulers_read_is_refused_when_one_of_them_is_chosen(
        string scheduler, string field, string value, string message)
    {
        var config = SchedulerConfigFile.Parse($$"""{"{{field}}": {{value}}, "skip_prk_steps": true}""", "config.json");

        var error = Assert.Throws<InvalidInputException>(() => Schedulers.Of(scheduler, config));

        Assert.Contains($"for the scheduler {scheduler}: {field}: {message}", error.Message);
        Assert.Equal("pndm", Schedulers.Of("pndm", config).Name);
    }

    [Fact]
    public void A_missing_file_and_a_class_without_scheduler_here_are_refused()
    {
        var missing = Assert.Throws<InvalidInputException>(() => SchedulerConfigFile.Read("no/scheduler_config.json"));
        var unknown = Assert.Throws<InvalidInputException>(
            () => Schedulers.NameOf(new SchedulerConfig { ClassName = "LCMScheduler" }, "config.json"));

        Assert.Contains("expected a scheduler_config.json, found none", missing.Message);
        Assert.Contains("_class_name: expected DDPMScheduler or", unknown.Message);
        Assert.Contains("found LCMScheduler", unknown.Message);
    }
}
