using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// DPM-Solver++ of first or second order (Lu et al. 2022, algorithm 2 with the midpoint rule), in the scale where
/// α² + σ² = 1.
/// </summary>
internal sealed class DpmSolverMultistep(SchedulerConfig config) : IScheduler
{
    private readonly SigmaTable _table = new(config);

    public string Name => "dpm++2m";

    public SchedulerRun Start(int steps)
    {
        var of = TimestepSpacing.Checked(config, steps);
        var last = of - _table.AlphaBars.Count(bar => HalfLogSnr(bar) < config.LambdaMinClipped);
        if (steps >= last && config.TimestepSpacing != "trailing")
            throw new ArgumentOutOfRangeException(nameof(steps), $"steps: expected 1 to {last - 1}, got {steps}");
        double[] times =
        [
            .. config.TimestepSpacing switch
            {
                // one more than needed: timestep 0 is left out
                "leading" => TimestepSpacing.Leading(steps + 1, last, config.StepsOffset).SkipLast(1),
                // steps keep their length, so that there are fewer of them if noise levels are left out
                "trailing" => TimestepSpacing.Trailing(steps, of).Select(t => t - (of - last)).TakeWhile(t => t >= 0),
                _ => TimestepSpacing.Linspace(steps + 1, last).SkipLast(1).Select(t => Math.Round(t)),
            },
        ];
        if (times is []) throw new ArgumentException("lambda_min_clipped: expected a lower value, none is left");
        TimestepSpacing.InRange([(int)times[0]], of);
        double[] sigmas = [.. times.Select(_table.At)];
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaTable.Karras(_table.Largest, _table.Smallest, steps);
            times = [.. sigmas.Select(sigma => Math.Round(_table.TimestepOf(sigma)))];
        }
        return new Run(
            config, times, [.. sigmas.Select(s => (float)s), config.FinalSigmasType == "zero" ? 0 : _table.Smallest]);
    }

    private static double HalfLogSnr(float alphaBar) => 0.5 * Math.Log(alphaBar / (1.0 - alphaBar));

    private sealed class Run(SchedulerConfig config, double[] times, float[] sigmas) : SchedulerRun(times)
    {
        private Tensor? _before;

        public override void Dispose()
        {
            _before?.Dispose();
            base.Dispose();
        }

        private protected override Tensor Next(Tensor output, int i, Tensor x, Tensor? noise)
        {
            var now = Level.Of(sigmas[i]);
            var next = Level.Of(sigmas[i + 1]);
            var clean = Predicted.Clean(config.PredictionType, output, x, now.Alpha, now.Sigma);
            var h = next.Lambda - now.Lambda;
            var share = next.Alpha * (MathF.Exp(-h) - 1);
            var result = (x * (next.Sigma / now.Sigma)) - (clean * share);
            if (_before is not null && config.SolverOrder == 2 && !EndsInFirstOrder(i))
            {
                var r = (now.Lambda - Level.Of(sigmas[i - 1]).Lambda) / h;
                result -= (clean - _before) * (1 / r) * (0.5f * share);
            }
            _before?.Dispose();
            _before = Keep(clean);
            return result;
        }

        private bool EndsInFirstOrder(int i) =>
            i == Timesteps.Count - 1 &&
            (config.EulerAtFinal || config.FinalSigmasType == "zero" ||
                (config.LowerOrderFinal && Timesteps.Count < 15));
    }

    /// <summary>A noise level: α and σ with α² + σ² = 1, and λ = log(α/σ).</summary>
    private readonly record struct Level(float Alpha, float Sigma, float Lambda)
    {
        internal static Level Of(float ratio)
        {
            var alpha = 1 / MathF.Sqrt((ratio * ratio) + 1);
            var sigma = ratio * alpha;
            return new Level(alpha, sigma, MathF.Log(alpha) - MathF.Log(sigma));
        }
    }
}
