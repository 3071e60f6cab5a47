using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// Ancestral sampling (Ho et al. 2020, algorithm 2, with the posterior of equations 6 and 7 between the visited
/// timesteps).
/// </summary>
internal sealed class Ddpm(SchedulerConfig config) : IScheduler
{
    private readonly DiffusionSchedule _schedule = DiffusionSchedule.Of(config);

    public string Name => "ddpm";

    public SchedulerRun Start(int steps) => new Run(config, _schedule.AlphaBars, TimestepSpacing.Whole(config, steps));

    private sealed class Run(SchedulerConfig config, IReadOnlyList<float> alphaBars, int[] times)
        : SchedulerRun([.. times])
    {
        public override bool NeedsNoise(int i) => times[i] > 0;

        private protected override Tensor Next(Tensor output, int i, Tensor x, Tensor? noise)
        {
            var before = times[i] - (config.NumTrainTimesteps / times.Length);
            var alphaBar = alphaBars[times[i]];
            var alphaBarBefore = before >= 0 ? alphaBars[before] : 1;
            var (variance, varianceBefore) = (1 - alphaBar, 1 - alphaBarBefore);
            var alpha = alphaBar / alphaBarBefore;
            var beta = 1 - alpha;

            var clean = Predicted.Clean(config.PredictionType, output, x, MathF.Sqrt(alphaBar), MathF.Sqrt(variance));
            if (config.ClipSample) clean = clean.clamp(-config.ClipSampleRange, config.ClipSampleRange);
            var mean = (clean * (MathF.Sqrt(alphaBarBefore) * beta / variance)) +
                (x * (MathF.Sqrt(alpha) * varianceBefore / variance));                            // equation 7
            if (!NeedsNoise(i)) return mean;
            // the floor of diffusers: it matters where no earlier timestep is left
            return mean + (noise! * MathF.Sqrt(MathF.Max(varianceBefore / variance * beta, 1e-20f)));
        }
    }
}
