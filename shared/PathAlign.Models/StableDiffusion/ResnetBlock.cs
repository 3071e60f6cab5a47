using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// Norm, activation and convolution, twice, with a residual connection; the time's embedding, if there is one, is added
/// in between (diffusers' ResnetBlock2D).
/// </summary>
internal sealed class ResnetBlock : Module<Tensor, Tensor?, Tensor>
{
    private readonly GroupNorm norm1, norm2;
    private readonly MixedConv2d conv1, conv2;
    private readonly MixedLinear? time_emb_proj;
    private readonly MixedConv2d? conv_shortcut;

    internal ResnetBlock(int inputs, int outputs, int? embedding, int groups, double epsilon)
        : base(nameof(ResnetBlock))
    {
        norm1 = Norm.Group(groups, inputs, epsilon);
        conv1 = new MixedConv2d(inputs, outputs, 3, padding: 1);
        if (embedding is { } features) time_emb_proj = new MixedLinear(features, outputs);
        norm2 = Norm.Group(groups, outputs, epsilon);
        conv2 = new MixedConv2d(outputs, outputs, 3, padding: 1);
        if (inputs != outputs) conv_shortcut = new MixedConv2d(inputs, outputs, 1);
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    /// <param name="condition">silu of the time's embedding, (B, E); null in autoencoders.</param>
    public override Tensor forward(Tensor input, Tensor? condition)
    {
        using var scope = NewDisposeScope();
        var x = conv1.call(Norm.ApplySiLU(norm1, input));
        if (condition is not null) x = x + time_emb_proj!.call(condition).unsqueeze(-1).unsqueeze(-1);
        x = conv2.call(Norm.ApplySiLU(norm2, x));
        return scope.MoveToOuter(x + (conv_shortcut?.call(input) ?? input));
    }
}
