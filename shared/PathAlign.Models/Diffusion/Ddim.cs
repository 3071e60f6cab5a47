using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>
/// DDIM (Song et al. 2021, equations 12 and 16). η = 0 follows the probability-flow ODE; η = 1 is DDPM sampling (Ho et
/// al. 2020, algorithm 2, with the posterior's variance).
/// </summary>
/// <param name="eta">η in [0, 1].</param>
public sealed class Ddim(double eta) : ISampler
{
    /// <inheritdoc/>
    public string Name => eta == 0 ? "ddim" : "ddpm";

    /// <inheritdoc/>
    public bool IsStochastic => eta > 0;

    /// <inheritdoc/>
    public Tensor Sample(
        NoiseSchedule schedule, CleanPredictor predict, Tensor start, int steps, Func<int, Tensor> noise)
    {
        var times = NoiseSchedule.Trailing(steps);
        var x = start.alias();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var (alpha, sigma) = (schedule.Alpha(times[i]), schedule.Sigma(times[i]));
            var clean = predict(x, times[i]);
            if (i == steps - 1) return scope.MoveToOuter(clean);
            var (nextAlpha, nextSigma) = (schedule.Alpha(times[i + 1]), schedule.Sigma(times[i + 1]));
            var epsilon = (x - (clean * alpha)) / sigma;
            var drawn = eta * nextSigma / sigma * Math.Sqrt(1 - (alpha * alpha / (nextAlpha * nextAlpha)));
            var next = (clean * nextAlpha) + (epsilon * Math.Sqrt((nextSigma * nextSigma) - (drawn * drawn)));
            if (eta > 0) next += noise(i + 1) * drawn;
            x.Dispose();
            x = scope.MoveToOuter(next);
        }
        return x;
    }
}
