using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;

namespace PathAlign.Sampling;

/// <summary>The settings of sampling.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="Steps">Number of sampling steps.</param>
/// <param name="Guidance">Guidance scale: 1 for none; with higher values, the class has more effect.</param>
public sealed record SamplerSettings(ISampler Sampler, int Steps, double Guidance)
{
    /// <summary>DPM-Solver++(2M) with the network's own guidance.</summary>
    public static SamplerSettings Of(DenoisingNetwork network, int steps) =>
        new(new DpmSolverPlusPlus2M(), steps, network.DefaultGuidance.Strength)
        {
            Range = (network.DefaultGuidance.Low, network.DefaultGuidance.High),
        };

    /// <summary>The noise times, 0 (an image) to 1 (noise), at which guidance acts.</summary>
    public (double Low, double High) Range { get; init; } =
        (GuidanceSettings.OfClasses.Low, GuidanceSettings.OfClasses.High);
}
