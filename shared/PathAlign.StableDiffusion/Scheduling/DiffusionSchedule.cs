using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// The noise levels that a network was trained with: x_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε (Ho et al. 2020, equation 4), t from
/// 0 to N − 1. β and ᾱ are computed in float32 as diffusers does, so that drawn images agree with it.
/// </summary>
public sealed class DiffusionSchedule
{
    private readonly float[] _alphaBars;

    private DiffusionSchedule(float[] betas)
    {
        _alphaBars = CumulativeProducts(betas);
    }

    /// <summary>ᾱ_0 … ᾱ_{N−1}, falling.</summary>
    public IReadOnlyList<float> AlphaBars => _alphaBars;

    /// <summary>The schedule of a checked configuration.</summary>
    public static DiffusionSchedule Of(SchedulerConfig config)
    {
        var count = config.NumTrainTimesteps;
        var betas = config.BetaSchedule switch
        {
            "linear" => Evenly(config.BetaStart, config.BetaEnd, count),
            "scaled_linear" =>
                [.. Evenly(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), count).Select(root => root * root)],
            "squaredcos_cap_v2" => Cosine(count),
            var other => throw new ArgumentException($"beta schedule: expected a known name, got '{other}'"),
        };
        return new DiffusionSchedule(config.RescaleBetasZeroSnr ? EndingInPureNoise(betas) : betas);
    }

    /// <summary>Adds noise, for training.</summary>
    /// <param name="clean">x₀ (B, …).</param>
    /// <param name="noise">ε of the same shape.</param>
    /// <param name="timesteps">The timestep of each row, 0 to N − 1.</param>
    /// <returns>x_t of the same shape.</returns>
    public Tensor AddNoise(Tensor clean, Tensor noise, IReadOnlyList<int> timesteps)
    {
        using var scope = NewDisposeScope();
        var (signal, sigma) = Shares(clean, timesteps);
        return scope.MoveToOuter((signal * clean) + (sigma * noise));
    }

    /// <summary>v = √ᾱ_t·ε − √(1 − ᾱ_t)·x₀ (Salimans and Ho 2022, section 4), the target of v_prediction.</summary>
    /// <inheritdoc cref="AddNoise"/>
    /// <returns>v of the same shape.</returns>
    public Tensor Velocity(Tensor clean, Tensor noise, IReadOnlyList<int> timesteps)
    {
        using var scope = NewDisposeScope();
        var (signal, sigma) = Shares(clean, timesteps);
        return scope.MoveToOuter((signal * noise) - (sigma * clean));
    }

    private (Tensor signal, Tensor noise) Shares(Tensor like, IReadOnlyList<int> timesteps)
    {
        if (timesteps.Count != like.shape[0])
            throw new ArgumentException($"timesteps: expected {like.shape[0]}, got {timesteps.Count}");
        long[] shape = [like.shape[0], .. like.shape.Skip(1).Select(_ => 1L)];
        Tensor Column(Func<float, float> share) => tensor(
            [.. timesteps.Select(t => share(_alphaBars[t]))], shape, device: like.device);
        return (Column(MathF.Sqrt), Column(alphaBar => MathF.Sqrt(1 - alphaBar)));
    }

    /// <summary>As torch.linspace in float32: the second half counts from the end.</summary>
    private static float[] Evenly(double first, double last, int count)
    {
        if (count == 1) return [(float)first];
        var (start, end) = ((float)first, (float)last);
        var step = (end - start) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(
            i => i < count / 2 ? start + (step * i) : end - (step * (count - 1 - i)))];
    }

    /// <summary>Nichol and Dhariwal 2021, equation 17, with s = 0.008 and β at most 0.999.</summary>
    private static float[] Cosine(int count)
    {
        double Bar(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);
        return [.. Enumerable.Range(0, count).Select(
            i => (float)Math.Min(1 - (Bar((i + 1.0) / count) / Bar((double)i / count)), 0.999))];
    }

    /// <summary>Lin et al. 2024, algorithm 1: shifts and scales √ᾱ so that the last is 0 and the first stays.</summary>
    private static float[] EndingInPureNoise(float[] betas)
    {
        var roots = CumulativeProducts(betas).Select(MathF.Sqrt).ToArray();
        var (first, last) = (roots[0], roots[^1]);
        var bars = roots.Select(root => (root - last) * (first / (first - last))).Select(root => root * root).ToArray();
        return [.. bars.Select((bar, t) => 1 - (t == 0 ? bar : bar / bars[t - 1]))];
    }

    private static float[] CumulativeProducts(float[] betas)
    {
        var product = 1.0;   // torch.cumprod of float32 accumulates in double
        return [.. betas.Select(beta => (float)(product *= 1 - beta))];
    }
}
