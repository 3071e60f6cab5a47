using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Generator;

/// <summary>
/// Multi-head attention over all positions of a feature map, with a residual connection (Vaswani et al. 2017, equation
/// 1).
/// </summary>
internal sealed class SelfAttention : Module<Tensor, Tensor>
{
    private readonly GroupNorm norm;
    private readonly MixedConv2d to_qkv, to_out;
    private readonly int _heads;

    internal SelfAttention(int channels, int heads) : base(nameof(SelfAttention))
    {
        norm = Norm.Group(ResidualBlock.Groups, channels);
        to_qkv = new MixedConv2d(channels, 3 * channels, 1);
        to_out = new MixedConv2d(channels, channels, 1);
        init.zeros_(to_out.weight);
        init.zeros_(to_out.bias!);
        _heads = heads;
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (b, c, h, w) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3]);
        var d = c / _heads;
        // (B, heads, HW, d)
        var qkv = to_qkv.call(Norm.Apply(norm, input)).reshape(b, _heads, 3, d, h * w).transpose(3, 4).unbind(2);
        var mixed = Attention.Over(qkv[0], qkv[1], qkv[2]);
        return scope.MoveToOuter(to_out.call(mixed.transpose(2, 3).reshape(b, c, h, w)).add_(input));
    }
}
