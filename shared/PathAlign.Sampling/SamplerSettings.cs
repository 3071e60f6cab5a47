using PathAlign.Models.Diffusion;

namespace PathAlign.Sampling;

/// <summary>The settings of sampling.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="Steps">Number of sampling steps.</param>
/// <param name="Guidance">Guidance scale: 1 for none; with higher values, the class has more effect.</param>
public sealed record SamplerSettings(ISampler Sampler, int Steps, double Guidance);
