using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>Predicts the clean images x₀ (B, C, H, W) from noisy images of the same shape at a step.</summary>
public delegate Tensor CleanPredictor(Tensor noisy, int step);

/// <summary>Turns noise into images.</summary>
public interface ISampler
{
    /// <summary>The sampler's name on the command line and in provenance.</summary>
    string Name { get; }

    /// <summary>Whether it adds noise between steps.</summary>
    bool IsStochastic { get; }

    /// <summary>Converts pure noise to clean images (B, C, H, W).</summary>
    /// <param name="schedule">The noise schedule that the network was trained with.</param>
    /// <param name="predict">Predicts clean images: the network, with or without guidance.</param>
    /// <param name="start">Standard normal noise (B, C, H, W).</param>
    /// <param name="steps">Number of steps; each calls the network once.</param>
    /// <param name="noise">Standard normal noise of the shape of <paramref name="start"/> for draw 1, 2, …; only
    /// stochastic samplers call it.</param>
    Tensor Sample(NoiseSchedule schedule, CleanPredictor predict, Tensor start, int steps, Func<int, Tensor> noise);
}

/// <summary>The samplers by name.</summary>
public static class Samplers
{
    /// <summary>The names of all samplers.</summary>
    public static IReadOnlyList<string> Names { get; } = ["dpm++2m", "ddim", "ddpm"];

    /// <summary>The sampler of a name.</summary>
    /// <exception cref="ArgumentException">No sampler has this name.</exception>
    public static ISampler Parse(string name) => name switch
    {
        "dpm++2m" => new DpmSolverPlusPlus2M(),
        "ddim" => new Ddim(0),
        "ddpm" => new Ddim(1),
        _ => throw new ArgumentException($"sampler: expected {string.Join(", ", Names)}, got '{name}'"),
    };
}
