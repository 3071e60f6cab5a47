using PathAlign.Models.Compute;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>
/// A 2-D convolution that computes in the thread's <see cref="ComputePrecision"/> and keeps float32 weights.
/// </summary>
public sealed class MixedConv2d : Convolution
{
    private readonly long[] _stride, _padding;

    /// <param name="inputs">Number of input channels.</param>
    /// <param name="outputs">Number of output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Pixels between two positions of the kernel.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public MixedConv2d(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = true)
        : base(
            nameof(MixedConv2d),
            inputs,
            outputs,
            [kernel, kernel],
            [stride, stride],
            [padding, padding],
            null,
            [1, 1],

            transposed: false, output_padding: [0, 0], groups: 1, bias, PaddingModes.Zeros)
    {
        (_stride, _padding) = ([stride, stride], [padding, padding]);
    }

    /// <summary>Computes (B, outputs, H', W') in the thread's precision from (B, inputs, H, W) of any type.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var offset = bias is null ? null : ComputePrecision.Cast(bias);
        var result = nn.functional.conv2d(
            ComputePrecision.Cast(input), ComputePrecision.Cast(weight), offset, _stride, _padding);
        return scope.MoveToOuter(result);
    }
}
