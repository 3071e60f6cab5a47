using PathAlign.Models.Diffusion;

namespace PathAlign.Sampling;

/// <summary>How noise becomes an image.</summary>
/// <param name="Sampler">The method.</param>
/// <param name="Steps">How often the network is asked.</param>
/// <param name="Guidance">1 for none; above, the class counts for more.</param>
public sealed record SamplerSettings(ISampler Sampler, int Steps, double Guidance);
