namespace PathAlign.Models.Diffusion;

/// <summary>
/// The noise schedule: an image turns into noise over <see cref="Steps"/> steps, x_t = α_t·x₀ + σ_t·ε with α² + σ² = 1.
/// </summary>
public sealed class NoiseSchedule
{
    /// <summary>Number of steps of every schedule; steps count from 0.</summary>
    public const int Steps = 1000;

    private readonly double[] _alphaBar;

    private NoiseSchedule(string name, double[] alphaBar)
    {
        (Name, _alphaBar) = (name, alphaBar);
    }

    /// <summary>The schedule's name: cosine, linear or scaled-linear.</summary>
    public string Name { get; }

    /// <summary>Nichol and Dhariwal 2021, equation 17, with s = 0.008 and β at most 0.999.</summary>
    public static NoiseSchedule Cosine { get; } = FromBetas(
        "cosine", t => Math.Min(0.999, 1 - (CosineBar(t + 1) / CosineBar(t))));

    /// <summary>Ho et al. 2020: β from 1e-4 to 0.02 in equal steps.</summary>
    public static NoiseSchedule Linear { get; } = FromBetas("linear", t => 1e-4 + ((0.02 - 1e-4) * t / (Steps - 1)));

    /// <summary>
    /// Stable Diffusion (Rombach et al. 2022): the root of β from that of 0.00085 to that of 0.012 in equal steps.
    /// </summary>
    public static NoiseSchedule ScaledLinear { get; } = FromBetas(
        "scaled-linear",
        t => Math.Pow(Math.Sqrt(0.00085) + ((Math.Sqrt(0.012) - Math.Sqrt(0.00085)) * t / (Steps - 1)), 2));

    /// <summary>The schedule of a name.</summary>
    /// <exception cref="ArgumentException">No schedule has this name.</exception>
    public static NoiseSchedule Parse(string name) => name switch
    {
        "cosine" => Cosine,
        "linear" => Linear,
        "scaled-linear" => ScaledLinear,
        _ => throw new ArgumentException($"schedule: expected cosine, linear or scaled-linear, got '{name}'"),
    };

    /// <summary>ᾱ_t = α_t², from almost 1 at step 0 to almost 0 at the last.</summary>
    public double AlphaBar(int step) => _alphaBar[step];

    /// <summary>α_t, the share of the image.</summary>
    public double Alpha(int step) => Math.Sqrt(_alphaBar[step]);

    /// <summary>σ_t, the share of the noise.</summary>
    public double Sigma(int step) => Math.Sqrt(1 - _alphaBar[step]);

    /// <summary>α²/σ², the signal-to-noise ratio.</summary>
    public double SignalToNoise(int step) => _alphaBar[step] / (1 - _alphaBar[step]);

    /// <summary>Converts a step to the network's noise time in (0, 1].</summary>
    public static float Time(int step) => (step + 1) / (float)Steps;

    /// <summary>
    /// <paramref name="count"/> steps in falling order, equally spaced and starting at the last ("trailing", Lin et al.
    /// 2024), so that sampling starts at the noise level of pure noise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1 or above <see cref="Steps"/>.</exception>
    public static int[] Trailing(int count)
    {
        if (count is < 1 or > Steps)
            throw new ArgumentOutOfRangeException(nameof(count), $"steps: expected 1 to {Steps}, got {count}");
        return [.. Enumerable.Range(0, count).Select(i => (int)Math.Round(Steps - (i * (double)Steps / count)) - 1)];
    }

    private static double CosineBar(double t)
    {
        var angle = ((t / Steps) + 0.008) / 1.008 * Math.PI / 2;
        return Math.Cos(angle) * Math.Cos(angle);
    }

    private static NoiseSchedule FromBetas(string name, Func<int, double> beta)
    {
        var alphaBar = new double[Steps];
        var product = 1.0;
        for (var t = 0; t < Steps; t++) alphaBar[t] = product *= 1 - beta(t);
        return new NoiseSchedule(name, alphaBar);
    }
}
