using System.Globalization;
using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>The values that a scheduler's configuration may have.</summary>
internal static class SchedulerConfigRules
{
    /// <summary>Checks what every scheduler reads.</summary>
    /// <exception cref="InvalidInputException">A value is impossible or not supported.</exception>
    internal static void Check(SchedulerConfig config, string source)
    {
        var rules = new Rules(source);
        rules.Number(nameof(config.NumTrainTimesteps), config.NumTrainTimesteps, n => n is >= 1 and <= 100_000,
            "1 to 100000");
        rules.Number(nameof(config.BetaEnd), config.BetaEnd, b => b is > 0 and < 1, "a number above 0 and below 1");
        rules.Number(nameof(config.BetaStart), config.BetaStart, b => b > 0 && b <= config.BetaEnd,
            $"a number above 0, up to beta_end {Rules.Text(config.BetaEnd)}");
        rules.Choice(nameof(config.BetaSchedule), config.BetaSchedule, "linear", "scaled_linear", "squaredcos_cap_v2");
        rules.Choice(nameof(config.PredictionType), config.PredictionType, "epsilon", "v_prediction", "sample");
        rules.Choice(nameof(config.TimestepSpacing), config.TimestepSpacing, null, "linspace", "leading", "trailing");
        rules.Number(nameof(config.StepsOffset), config.StepsOffset, n => n >= 0 && n < config.NumTrainTimesteps,
            "0 or above, and less than num_train_timesteps");
        rules.Choice(
            nameof(config.TrainedBetas), config.TrainedBetas is null ? null : "a list", allowed: [null]);
        if (config.RescaleBetasZeroSnr && config.PredictionType == "epsilon")
            throw new InvalidInputException(
                source,
                "rescale_betas_zero_snr",
                "expected false, or a prediction_type other than epsilon (undefined in pure noise), found true");
        CheckNoise(config, source);
    }

    /// <summary>Checks what a scheduler reads beside that.</summary>
    /// <exception cref="InvalidInputException">A value is impossible or not supported.</exception>
    internal static void CheckFor(string scheduler, SchedulerConfig config, string source)
    {
        var rules = new Rules($"{source}, read for the scheduler {scheduler}");
        switch (scheduler)
        {
            case "ddpm":
                CheckClean(config, rules);
                rules.Choice(nameof(config.VarianceType), config.VarianceType, null, "fixed_small");
                break;
            case "ddim":
                CheckClean(config, rules);
                break;
            case "dpm++2m":
                CheckSigmas(config, rules);
                CheckSolver(config, rules);
                break;
            case "euler":
                CheckSigmas(config, rules);
                rules.Choice(nameof(config.InterpolationType), config.InterpolationType, "linear");
                rules.Choice(nameof(config.TimestepType), config.TimestepType, "discrete");
                break;
            default: break;   // PNDM has rules of its own
        }
    }

    /// <summary>Only the last level may be pure noise, and only if the schedule is rescaled to it.</summary>
    private static void CheckNoise(SchedulerConfig config, string source)
    {
        var bars = DiffusionSchedule.Of(config).AlphaBars;
        var last = bars.Count - 1;
        foreach (var (t, bar) in bars.Index())
            if (!(bar > 0) && !(config.RescaleBetasZeroSnr && t == last && bar == 0))
                throw new InvalidInputException(
                    source,
                    "beta_start, beta_end, num_train_timesteps",
                    $"expected a cumulated alpha above 0, found {Rules.Text(bar)} at timestep {t}");
    }

    private static void CheckClean(SchedulerConfig config, Rules rules)
    {
        rules.Number(nameof(config.ClipSampleRange), config.ClipSampleRange, r => r > 0, "a number above 0");
        rules.Off(nameof(config.Thresholding), config.Thresholding);
    }

    private static void CheckSigmas(SchedulerConfig config, Rules rules)
    {
        rules.Choice(nameof(config.FinalSigmasType), config.FinalSigmasType, "zero", "sigma_min");
        rules.Off(nameof(config.UseExponentialSigmas), config.UseExponentialSigmas);
        rules.Off(nameof(config.UseBetaSigmas), config.UseBetaSigmas);
    }

    private static void CheckSolver(SchedulerConfig config, Rules rules)
    {
        rules.Number(nameof(config.SolverOrder), config.SolverOrder, n => n is 1 or 2, "1 or 2");
        rules.Choice(nameof(config.AlgorithmType), config.AlgorithmType, "dpmsolver++");
        rules.Choice(nameof(config.SolverType), config.SolverType, "midpoint");
        rules.Choice(nameof(config.VarianceType), config.VarianceType, null, "fixed_small", "fixed_large");
        rules.Off(nameof(config.UseLuLambdas), config.UseLuLambdas);
        rules.Off(nameof(config.Thresholding), config.Thresholding);
    }

    private sealed class Rules(string source)
    {
        internal static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        internal void Number(string property, double value, Func<double, bool> allowed, string expected)
        {
            if (!double.IsFinite(value) || !allowed(value)) throw Broken(property, expected, Text(value));
        }

        internal void Off(string property, bool value)
        {
            if (value) throw Broken(property, "false (true is not supported)", "true");
        }

        internal void Choice(string property, string? value, params string?[] allowed)
        {
            if (!allowed.Contains(value))
                throw Broken(property, string.Join(" or ", allowed.Select(a => a ?? "null")), value ?? "null");
        }

        private InvalidInputException Broken(string property, string expected, string found) =>
            new(
                source,
                JsonNamingPolicy.SnakeCaseLower.ConvertName(property),
                $"expected {expected}, found {found}");
    }
}
