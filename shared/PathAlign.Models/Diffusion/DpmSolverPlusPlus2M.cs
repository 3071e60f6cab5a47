using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>
/// DPM-Solver++(2M) (Lu et al. 2022, algorithm 2): second order, using the previous step's prediction; the first and
/// the last step are of first order.
/// </summary>
public sealed class DpmSolverPlusPlus2M : ISampler
{
    /// <inheritdoc/>
    public string Name => "dpm++2m";

    /// <inheritdoc/>
    public bool IsStochastic => false;

    /// <inheritdoc/>
    public Tensor Sample(
        NoiseSchedule schedule, CleanPredictor predict, Tensor start, int steps, Func<int, Tensor> noise)
    {
        var times = NoiseSchedule.Trailing(steps);
        var x = start.alias();
        Tensor? previous = null;
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            var clean = predict(x, times[i]);
            if (i == steps - 1)
            {
                previous?.Dispose();
                x.Dispose();
                return scope.MoveToOuter(clean);   // no noise is left: the solution is the prediction itself
            }
            var h = HalfLogSnr(schedule, times[i + 1]) - HalfLogSnr(schedule, times[i]);
            var direction = clean;
            if (previous is not null)
            {
                var r = (HalfLogSnr(schedule, times[i]) - HalfLogSnr(schedule, times[i - 1])) / h;
                direction = (clean * (1 + (1 / (2 * r)))) - (previous * (1 / (2 * r)));
            }
            var next = (x * (schedule.Sigma(times[i + 1]) / schedule.Sigma(times[i]))) - (
                direction * (schedule.Alpha(times[i + 1]) * (Math.Exp(-h) - 1)));
            x.Dispose();
            previous?.Dispose();
            (x, previous) = scope.MoveToOuter(next, clean);
        }
        return x;
    }

    /// <summary>λ = log(α/σ).</summary>
    private static double HalfLogSnr(NoiseSchedule schedule, int step) => 0.5 * Math.Log(schedule.SignalToNoise(step));
}
