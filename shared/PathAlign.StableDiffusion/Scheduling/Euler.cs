using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>Euler's method on the probability-flow ODE (Karras et al. 2022, algorithm 2 without churn).</summary>
internal sealed class Euler(SchedulerConfig config) : IScheduler
{
    private readonly SigmaTable _table = new(config);

    public string Name => "euler";

    public SchedulerRun Start(int steps)
    {
        var of = TimestepSpacing.Checked(config, steps);
        double[] times =
        [
            .. config.TimestepSpacing switch
            {
                "leading" => TimestepSpacing.Leading(steps, of, config.StepsOffset),
                "trailing" => TimestepSpacing.Trailing(steps, of),
                _ => TimestepSpacing.Linspace(steps, of).Select(t => (double)(float)t),
            },
        ];
        TimestepSpacing.InRange([(int)times[0]], of);
        double[] sigmas = [.. times.Select(_table.At)];
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaTable.Karras(sigmas[0], sigmas[^1], steps);
            times = [.. sigmas.Select(sigma => (double)(float)_table.TimestepOf(sigma))];
        }
        return new Run(
            config, times, [.. sigmas.Select(s => (float)s), config.FinalSigmasType == "zero" ? 0 : _table.Smallest]);
    }

    private sealed class Run(SchedulerConfig config, double[] times, float[] sigmas) : SchedulerRun(times)
    {
        public override double InitialNoiseScale =>
            config.TimestepSpacing == "leading" ? MathF.Sqrt((sigmas[0] * sigmas[0]) + 1) : sigmas[0];

        public override Tensor ScaleInput(Tensor x, int i) => x / MathF.Sqrt((sigmas[i] * sigmas[i]) + 1);

        private protected override Tensor Next(Tensor output, int i, Tensor x, Tensor? noise)
        {
            var sigma = sigmas[i];
            var square = sigma * sigma;
            var clean = config.PredictionType switch
            {
                "v_prediction" => (output * (-sigma / MathF.Sqrt(square + 1))) + (x / (square + 1)),
                "sample" => output,
                _ => x - (output * sigma),
            };
            return x + ((x - clean) / sigma * (sigmas[i + 1] - sigma));
        }
    }
}
