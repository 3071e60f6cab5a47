using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Generator;

/// <summary>
/// Norm, activation and convolution twice around a shortcut, with scale and shift of the second norm given by the
/// condition (adaptive group norm, Dhariwal and Nichol 2021, section 3), then self-attention where asked for.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly GroupNorm norm1, norm2;
    private readonly Conv2d conv1, conv2;
    private readonly Linear modulation;
    private readonly Conv2d? shortcut;
    private readonly SelfAttention? attention;
    private readonly Dropout _dropout;

    internal ResidualBlock(int inputs, int outputs, int embedding, Dropout dropout, int? heads) : base(nameof(ResidualBlock))
    {
        norm1 = GroupNorm(8, inputs);
        conv1 = Conv2d(inputs, outputs, 3, padding: 1);
        modulation = Linear(embedding, 2 * outputs);
        norm2 = GroupNorm(8, outputs);
        conv2 = Conv2d(outputs, outputs, 3, padding: 1);
        init.zeros_(conv2.weight);
        init.zeros_(conv2.bias!);
        if (inputs != outputs) shortcut = Conv2d(inputs, outputs, 1);
        if (heads is { } count) attention = new SelfAttention(outputs, count);
        _dropout = dropout;
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    /// <param name="condition">(B, E).</param>
    public override Tensor forward(Tensor input, Tensor condition)
    {
        using var scope = NewDisposeScope();   // what autograd does not keep is freed here, not at the end of the step
        var x = conv1.call(functional.silu(norm1.call(input)));
        var change = modulation.call(condition).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);         // two of (B, C', 1, 1)
        x = functional.silu((norm2.call(x) * (change[0] + 1)) + change[1]);
        x = conv2.call(_dropout.Apply(x, training)) + (shortcut?.call(input) ?? input);
        return scope.MoveToOuter(attention?.call(x) ?? x);
    }
}
