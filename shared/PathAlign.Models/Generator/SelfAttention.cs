using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Generator;

/// <summary>Multi-head attention over all places of a feature map, around a shortcut (Vaswani et al. 2017, equation 1).</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor>
{
    private readonly GroupNorm norm;
    private readonly Conv2d to_qkv, to_out;
    private readonly int _heads;

    internal SelfAttention(int channels, int heads) : base(nameof(SelfAttention))
    {
        norm = GroupNorm(ResidualBlock.Groups, channels);
        to_qkv = Conv2d(channels, 3 * channels, 1);
        to_out = Conv2d(channels, channels, 1);
        init.zeros_(to_out.weight);
        init.zeros_(to_out.bias!);
        _heads = heads;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (b, c, h, w) = (input.shape[0], input.shape[1], input.shape[2], input.shape[3]);
        var d = c / _heads;
        var qkv = to_qkv.call(norm.call(input)).reshape(b * _heads, 3, d, h * w).unbind(1);       // three of (B·heads, d, HW)
        var scores = qkv[0].transpose(1, 2).bmm(qkv[1]) * (1 / Math.Sqrt(d));                     // (B·heads, HW, HW)
        var mixed = qkv[2].bmm(scores.softmax(-1).transpose(1, 2));                              // (B·heads, d, HW)
        return scope.MoveToOuter(to_out.call(mixed.reshape(b, c, h, w)).add_(input));
    }
}
