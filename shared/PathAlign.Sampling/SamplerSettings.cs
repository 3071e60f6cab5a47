using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;

namespace PathAlign.Sampling;

/// <summary>The settings of sampling.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="Steps">Number of sampling steps.</param>
/// <param name="Guidance">How guidance acts.</param>
public sealed record SamplerSettings(ISampler Sampler, int Steps, GuidanceSettings Guidance);
