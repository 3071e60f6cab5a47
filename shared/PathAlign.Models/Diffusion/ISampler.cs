using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>The clean images x₀ that a network sees behind noisy ones at a step; shapes as given.</summary>
public delegate Tensor CleanPredictor(Tensor noisy, int step);

/// <summary>Turns noise into images.</summary>
public interface ISampler
{
    /// <summary>How it is named on the command line and in provenance.</summary>
    string Name { get; }

    /// <summary>Whether it draws noise on the way.</summary>
    bool IsStochastic { get; }

    /// <summary>Runs from pure noise to images.</summary>
    /// <param name="schedule">The noise schedule that the network was trained with.</param>
    /// <param name="predict">The network, with guidance if any.</param>
    /// <param name="start">Standard normal noise (B, C, H, W).</param>
    /// <param name="steps">How many times the network is asked.</param>
    /// <param name="noise">Standard normal noise of the shape of <paramref name="start"/> for draw 1, 2, …; asked only
    /// by stochastic samplers.</param>
    Tensor Sample(NoiseSchedule schedule, CleanPredictor predict, Tensor start, int steps, Func<int, Tensor> noise);
}

/// <summary>The samplers by name.</summary>
public static class Samplers
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["dpm++2m", "ddim", "ddpm"];

    /// <exception cref="ArgumentException">No sampler of that name.</exception>
    public static ISampler Parse(string name) => name switch
    {
        "dpm++2m" => new DpmSolverPlusPlus2M(),
        "ddim" => new Ddim(0),
        "ddpm" => new Ddim(1),
        _ => throw new ArgumentException($"sampler: expected {string.Join(", ", Names)}, got '{name}'"),
    };
}
