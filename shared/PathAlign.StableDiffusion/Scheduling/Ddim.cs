using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>DDIM without noise between steps (Song et al. 2021, equation 12 with η = 0).</summary>
internal sealed class Ddim(SchedulerConfig config) : IScheduler
{
    private readonly DiffusionSchedule _schedule = DiffusionSchedule.Of(config);

    public string Name => "ddim";

    public SchedulerRun Start(int steps) => new Run(config, _schedule.AlphaBars, TimestepSpacing.Whole(config, steps));

    private sealed class Run(SchedulerConfig config, IReadOnlyList<float> alphaBars, int[] times)
        : SchedulerRun([.. times])
    {
        private protected override Tensor Next(Tensor output, int i, Tensor x, Tensor? noise)
        {
            var before = times[i] - (config.NumTrainTimesteps / times.Length);
            var alphaBarBefore = before >= 0 ? alphaBars[before] : config.SetAlphaToOne ?? true ? 1 : alphaBars[0];
            var (alpha, sigma) = (MathF.Sqrt(alphaBars[times[i]]), MathF.Sqrt(1 - alphaBars[times[i]]));

            var clean = Predicted.Clean(config.PredictionType, output, x, alpha, sigma);
            var epsilon = Predicted.Noise(config.PredictionType, output, x, alpha, sigma);
            if (config.ClipSample) clean = clean.clamp(-config.ClipSampleRange, config.ClipSampleRange);
            return (clean * MathF.Sqrt(alphaBarBefore)) + (epsilon * MathF.Sqrt(1 - alphaBarBefore));
        }
    }
}
