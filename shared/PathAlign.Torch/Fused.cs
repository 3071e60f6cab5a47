using static TorchSharp.torch;
#if !TORCHSHARP
using TorchSharp.Interop;
#endif

namespace PathAlign.Torch;

/// <summary>Operators in one pass over memory that TorchSharp's API has only one after the other.</summary>
public static class Fused
{
#if !TORCHSHARP
    private static readonly bool HasGroupNormSiLU = Aten.group_norm_silu.Exists;
#endif

    /// <summary>silu(group_norm(<paramref name="input"/>)), by the native part's own operator on the CPU, where it was built with one.</summary>
    /// <param name="input">(B, C, ...).</param>
    /// <param name="groups">Groups of channels that are normed together; divides C.</param>
    /// <param name="weight">(C).</param>
    /// <param name="bias">(C).</param>
    public static Tensor GroupNormSiLU(Tensor input, long groups, Tensor weight, Tensor bias)
    {
#if !TORCHSHARP
        if (HasGroupNormSiLU && input.dtype == weight.dtype) return Aten.group_norm_silu.Call(input, groups, weight, bias);
#endif
        var normed = nn.functional.group_norm(input, groups, weight, bias);
        return nn.functional.silu(normed, inplace: !normed.requires_grad);
    }
}
