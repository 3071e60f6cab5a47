namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>
/// Noise levels in the scale where x = x₀ + σ·ε: σ_t = √((1 − ᾱ_t)/ᾱ_t), in float32 as diffusers keeps them.
/// </summary>
internal sealed class SigmaTable
{
    private readonly float[] _sigmas;
    private readonly double[] _logarithms;

    internal SigmaTable(SchedulerConfig config)
    {
        var alphaBars = DiffusionSchedule.Of(config).AlphaBars.ToArray();
        // pure noise has an infinite σ; diffusers takes the smallest half-precision number instead of 0
        if (config.RescaleBetasZeroSnr) alphaBars[^1] = MathF.Pow(2, -24);
        _sigmas = [.. alphaBars.Select(alphaBar => MathF.Sqrt((1 - alphaBar) / alphaBar))];
        _logarithms = [.. _sigmas.Select(sigma => (double)MathF.Log(sigma))];
        AlphaBars = alphaBars;
    }

    /// <summary>ᾱ_0 … ᾱ_{N−1}, all above 0.</summary>
    internal IReadOnlyList<float> AlphaBars { get; }

    /// <summary>The smallest σ, that of timestep 0.</summary>
    internal float Smallest => _sigmas[0];

    /// <summary>The largest σ, that of timestep N − 1.</summary>
    internal float Largest => _sigmas[^1];

    /// <summary>σ at a timestep, linear between whole ones.</summary>
    internal double At(double timestep)
    {
        var low = Math.Clamp((int)Math.Floor(timestep), 0, _sigmas.Length - 1);
        var high = Math.Min(low + 1, _sigmas.Length - 1);
        return _sigmas[low] + (((double)_sigmas[high] - _sigmas[low]) * (timestep - low));
    }

    /// <summary>The fractional timestep of a σ, linear in log σ between whole ones.</summary>
    internal double TimestepOf(double sigma)
    {
        var logarithm = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(_logarithms, l => l <= logarithm), 0, _sigmas.Length - 2);
        var share = (_logarithms[low] - logarithm) / (_logarithms[low] - _logarithms[low + 1]);
        return low + Math.Clamp(share, 0, 1);
    }

    /// <summary>n noise levels from <paramref name="largest"/> down (Karras et al. 2022, equation 5, ρ = 7).</summary>
    internal static double[] Karras(double largest, double smallest, int steps)
    {
        const double Rho = 7;
        var (high, low) = (Math.Pow(largest, 1 / Rho), Math.Pow(smallest, 1 / Rho));
        return [.. Enumerable.Range(0, steps).Select(
            i => Math.Pow(high + (steps == 1 ? 0 : (double)i / (steps - 1) * (low - high)), Rho))];
    }
}
