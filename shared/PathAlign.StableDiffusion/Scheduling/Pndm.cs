using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// Pseudo linear multi-step sampling (Liu et al. 2022, equations 9 and 12). The first step is repeated with the mean of
/// two predictions instead of Runge-Kutta steps, as Stable Diffusion does: n steps call the network n + 1 times.
/// </summary>
internal sealed class Pndm : IScheduler
{
    private readonly SchedulerConfig _config;
    private readonly DiffusionSchedule _schedule;

    /// <exception cref="ArgumentException">The configuration asks for what PNDM does not support.</exception>
    internal Pndm(SchedulerConfig config)
    {
        if (!config.SkipPrkSteps)
            throw new ArgumentException("skip_prk_steps: expected true for the scheduler pndm, got false");
        if (config.PredictionType == "sample")
            throw new ArgumentException(
                "prediction_type: expected epsilon or v_prediction for the scheduler pndm, got sample");
        if (config.RescaleBetasZeroSnr)
            throw new ArgumentException("rescale_betas_zero_snr: expected false for the scheduler pndm, got true");
        (_config, _schedule) = (config, DiffusionSchedule.Of(config));
    }

    public string Name => "pndm";

    public SchedulerRun Start(int steps) =>
        new Run(_config, _schedule.AlphaBars, TimestepSpacing.Whole(_config, steps));

    private sealed class Run(SchedulerConfig config, IReadOnlyList<float> alphaBars, int[] times)
        : SchedulerRun([.. times.Take(2), .. times.Skip(1)])
    {
        private readonly int _ratio = config.NumTrainTimesteps / times.Length;
        private readonly List<Tensor> _outputs = [];   // the newest last, at most 4
        private Tensor? _start;

        public override void Dispose()
        {
            _start?.Dispose();
            foreach (var output in _outputs) output.Dispose();
            _outputs.Clear();
            base.Dispose();
        }

        private protected override Tensor Next(Tensor output, int i, Tensor x, Tensor? noise)
        {
            var from = (int)Timesteps[i];
            if (i == 1)
            {
                // the first step again: from the same x, with the mean of its two predictions
                var mean = (output + _outputs[^1]) / 2;
                return Transfer(_start!, from + _ratio, from, mean);
            }
            if (i == 0) _start = Keep(x);
            Remember(output);
            return Transfer(x, from, from - _ratio, Combined());
        }

        /// <summary>Equation 12, and its lower orders while fewer predictions are known.</summary>
        private Tensor Combined() => _outputs.Count switch
        {
            1 => _outputs[^1],
            2 => ((3 * _outputs[^1]) - _outputs[^2]) / 2,
            3 => ((23 * _outputs[^1]) - (16 * _outputs[^2]) + (5 * _outputs[^3])) / 12,
            _ => (float)(1.0 / 24) *
                ((55 * _outputs[^1]) - (59 * _outputs[^2]) + (37 * _outputs[^3]) - (9 * _outputs[^4])),
        };

        /// <summary>Equation 9: x at timestep <paramref name="to"/>.</summary>
        private Tensor Transfer(Tensor x, int from, int to, Tensor output)
        {
            var a = alphaBars[from];
            var b = to >= 0 ? alphaBars[to] : config.SetAlphaToOne ?? false ? 1 : alphaBars[0];
            var epsilon = Predicted.Noise(config.PredictionType, output, x, MathF.Sqrt(a), MathF.Sqrt(1 - a));
            var denominator = (a * MathF.Sqrt(1 - b)) + MathF.Sqrt(a * (1 - a) * b);
            return (x * MathF.Sqrt(b / a)) - (epsilon * (b - a) / denominator);
        }

        private void Remember(Tensor output)
        {
            _outputs.Add(Keep(output));
            if (_outputs.Count <= 4) return;
            _outputs[0].Dispose();
            _outputs.RemoveAt(0);
        }
    }
}
