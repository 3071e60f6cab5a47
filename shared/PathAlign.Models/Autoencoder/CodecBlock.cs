using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// Norm, activation and convolution, twice, with a residual connection; the second convolution starts at zero.
/// </summary>
internal sealed class CodecBlock : Module<Tensor, Tensor>
{
    internal const int Groups = 8;

    private readonly GroupNorm norm1, norm2;
    private readonly MixedConv2d conv1, conv2;

    internal CodecBlock(int channels) : base(nameof(CodecBlock))
    {
        norm1 = Norm.Group(Groups, channels);
        conv1 = new MixedConv2d(channels, channels, 3, padding: 1);
        norm2 = Norm.Group(Groups, channels);
        conv2 = new MixedConv2d(channels, channels, 3, padding: 1);
        init.zeros_(conv2.weight);
        init.zeros_(conv2.bias!);
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = conv1.call(Norm.GroupSiLU(input, Groups, norm1.weight!, norm1.bias!));
        x = conv2.call(Norm.GroupSiLU(x, Groups, norm2.weight!, norm2.bias!));
        return scope.MoveToOuter(x.add_(input));
    }
}
