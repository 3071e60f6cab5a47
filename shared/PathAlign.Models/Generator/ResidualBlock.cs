using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Generator;

/// <summary>
/// Norm, activation and convolution, twice, with a residual connection, then optional self-attention. The condition
/// gives scale and shift of the second norm (adaptive group norm, Dhariwal and Nichol 2021, section 3).
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor, Tensor>
{
    internal const int Groups = 8;

    private readonly GroupNorm norm1, norm2;
    private readonly MixedConv2d conv1, conv2;
    private readonly MixedLinear modulation;
    private readonly MixedConv2d? shortcut;
    private readonly SelfAttention? attention;
    private readonly Dropout _dropout;

    internal ResidualBlock(
        int inputs, int outputs, int embedding, Dropout dropout, int? heads) : base(nameof(ResidualBlock))
    {
        norm1 = Norm.Group(Groups, inputs);
        conv1 = new MixedConv2d(inputs, outputs, 3, padding: 1);
        modulation = new MixedLinear(embedding, 2 * outputs);
        norm2 = Norm.Group(Groups, outputs);
        conv2 = new MixedConv2d(outputs, outputs, 3, padding: 1);
        init.zeros_(conv2.weight);
        init.zeros_(conv2.bias!);
        if (inputs != outputs) shortcut = new MixedConv2d(inputs, outputs, 1);
        if (heads is { } count) attention = new SelfAttention(outputs, count);
        _dropout = dropout;
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    /// <param name="condition">(B, E).</param>
    public override Tensor forward(Tensor input, Tensor condition)
    {
        using var scope = NewDisposeScope();   // frees what autograd does not keep before the step ends
        var x = conv1.call(Norm.GroupSiLU(input, Groups, norm1.weight!, norm1.bias!));
        x = _dropout.Apply(Modulated(x, modulation.call(condition)), training);
        x = conv2.call(x).add_(shortcut?.call(input) ?? input);
        return scope.MoveToOuter(attention?.call(x) ?? x);
    }

    /// <summary>
    /// Applies norm2 with scale and shift per image, and its activation. The groups of all images are treated as groups
    /// of one image, so that the norm applies scale and shift in its own pass over memory.
    /// </summary>
    private Tensor Modulated(Tensor x, Tensor change)
    {
        var parts = change.chunk(2, 1);                                                          // two of (B, C')
        var scale = parts[0] + 1;
        var (weight, bias) = (scale * norm2.weight!, (scale * norm2.bias!) + parts[1]);          // (B, C')
        var all = x.reshape(1, weight.numel(), x.shape[2], x.shape[3]);                          // (1, B·C', H, W)
        return Norm.GroupSiLU(all, x.shape[0] * Groups, weight.flatten(), bias.flatten()).reshape(x.shape);
    }
}
