using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>Norms and their activation. Statistics and scales are float32 for every input type.</summary>
internal static class Norm
{
    /// <summary>A group norm with scale 1 and shift 0. TorchSharp 0.107 leaves both uninitialised.</summary>
    internal static GroupNorm Group(long groups, long channels, double epsilon = 1e-5)
    {
        var norm = nn.GroupNorm(groups, channels, epsilon);
        nn.init.ones_(norm.weight);
        nn.init.zeros_(norm.bias!);
        return norm;
    }

    /// <summary>
    /// silu(group_norm(<paramref name="input"/>)) in the type of the input; the activation is in place unless a
    /// gradient needs the norm's result.
    /// </summary>
    /// <param name="input">(B, C, ...).</param>
    /// <param name="groups">Number of channel groups; divides C.</param>
    /// <param name="weight">(C) float32.</param>
    /// <param name="bias">(C) float32.</param>
    internal static Tensor GroupSiLU(Tensor input, long groups, Tensor weight, Tensor bias) =>
        Activation.SiLU(GroupNorm(input, groups, weight, bias, 1e-5));

    /// <summary>silu(norm(<paramref name="input"/>)), as above, with the norm's own ε.</summary>
    internal static Tensor ApplySiLU(GroupNorm norm, Tensor input) => Activation.SiLU(Apply(norm, input));

    /// <summary>The norm of (B, C, ...), in the type of the input.</summary>
    internal static Tensor Apply(GroupNorm norm, Tensor input) =>
        GroupNorm(input, norm.num_groups, norm.weight, norm.bias!, norm.eps);

    /// <summary>
    /// On a CPU, LibTorch accepts a 16-bit input with float32 scales; on a GPU, both must have one type.
    /// </summary>
    private static Tensor GroupNorm(Tensor input, long groups, Tensor weight, Tensor bias, double epsilon)
    {
        var fits = input.device.type == DeviceType.CPU || input.dtype == weight.dtype;
        var wide = fits ? input : input.to(weight.dtype);
        return nn.functional.group_norm(wide, groups, weight, bias, epsilon).to(input.dtype);
    }

    /// <summary>Batch norm (B, C, H, W) as float32: in bfloat16 its gradient takes 1.5 to 3 times as long.</summary>
    internal static Tensor Batch(BatchNorm2d norm, Tensor input) => norm.call(input.to(ScalarType.Float32));
}
