using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>Norms with their activation. Statistics and scales are float32 whatever type the input has; the result has its type.</summary>
internal static class Norm
{
    /// <summary>silu(group_norm(<paramref name="input"/>)), the activation in place unless a gradient needs the norm's result.</summary>
    /// <param name="input">(B, C, ...).</param>
    /// <param name="groups">Groups of channels that are normed together; divides C.</param>
    /// <param name="weight">(C) float32.</param>
    /// <param name="bias">(C) float32.</param>
    internal static Tensor GroupSiLU(Tensor input, long groups, Tensor weight, Tensor bias)
    {
        var normed = nn.functional.group_norm(input, groups, weight, bias);
        return nn.functional.silu(normed, inplace: !normed.requires_grad);
    }
}
