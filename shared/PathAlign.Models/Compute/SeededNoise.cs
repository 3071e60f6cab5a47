using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Compute;

/// <summary>
/// Random numbers that depend on the seed only: they are drawn on the CPU and moved to the default device.
/// </summary>
public static class SeededNoise
{
    /// <summary>Standard normal numbers, float32, on the default device.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="random">A generator on the CPU.</param>
    public static Tensor Normal(long[] shape, torch.Generator random) =>
        OnCpu(shape, random).to(get_default_device());

    /// <summary>Standard normal numbers, float32, on the CPU.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="random">A generator on the CPU.</param>
    public static Tensor OnCpu(long[] shape, torch.Generator random) =>
        randn(shape, device: CPU, generator: random);
}
