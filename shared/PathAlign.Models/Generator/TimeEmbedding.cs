using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Generator;

/// <summary>Sines and cosines of a time at geometric frequencies (Vaswani et al. 2017, section 3.5).</summary>
public static class TimeEmbedding
{
    private const double Scale = 1000;      // from time in [0, 1] to a thousand steps
    private const double Period = 10_000;

    /// <summary>Converts times in (0, 1] to the steps of Stable Diffusion, which count from 0.</summary>
    public static Tensor Step(Tensor time) => (time * Scale) - 1;

    /// <summary>
    /// Encodes times (B) in [0, 1] as (B, <paramref name="channels"/>) float32: the first half are sines, the second
    /// half cosines.
    /// </summary>
    public static Tensor Encode(Tensor time, int channels)
    {
        var half = channels / 2;
        var frequencies = Enumerable.Range(0, half)
            .Select(i => (float)(Scale * Math.Exp(-Math.Log(Period) * i / half)))
            .ToArray();
        var angles = time.unsqueeze(1) * tensor(frequencies, device: time.device).unsqueeze(0);   // (B, C/2)
        return cat([angles.sin(), angles.cos()], 1);
    }
}
