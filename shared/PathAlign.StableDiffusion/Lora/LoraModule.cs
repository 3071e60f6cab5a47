using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Lora;

/// <summary>The low-rank change of one weight: ΔW = (α/r)·B·A (Hu et al. 2021, section 4.1), in float32.</summary>
/// <param name="Name">The module whose weight changes, as in <c>named_parameters()</c> without ".weight".</param>
/// <param name="A">(r, in), or (r, in, k, k) of a convolution.</param>
/// <param name="B">(out, r), or (out, r, 1, 1) of a convolution.</param>
/// <param name="Alpha">α, above 0.</param>
public sealed record LoraModule(string Name, Tensor A, Tensor B, double Alpha)
{
    /// <summary>The rank r.</summary>
    public long Rank => A.shape[0];

    /// <summary>α/r.</summary>
    public double Scale => Alpha / Rank;
}
