using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// A transformer block over all positions of a feature map, between two projections, with a residual connection
/// (Rombach et al. 2022, appendix E.2.1; diffusers' Transformer2DModel).
/// </summary>
internal sealed class SpatialTransformer : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly GroupNorm norm;
    private readonly Module<Tensor, Tensor> proj_in, proj_out;
    private readonly ModuleList<TransformerBlock> transformer_blocks;
    private readonly bool _linear;

    internal SpatialTransformer(int channels, int heads, ConditionalUNetConfig config)
        : base(nameof(SpatialTransformer))
    {
        _linear = config.UseLinearProjection;
        Module<Tensor, Tensor> Projection() =>
            _linear ? new MixedLinear(channels, channels) : new MixedConv2d(channels, channels, 1);
        norm = Norm.Group(config.NormNumGroups, channels, 1e-6);
        proj_in = Projection();
        transformer_blocks = ModuleList(new TransformerBlock(channels, config.CrossAttentionDim, heads));
        proj_out = Projection();
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    /// <param name="text">(B, M, E).</param>
    /// <param name="mask">Added to the scores of the text, (B, 1, 1, M); null for none.</param>
    public override Tensor forward(Tensor input, Tensor text, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var normed = Norm.Apply(norm, input);
        var tokens = _linear ? proj_in.call(Tokens(normed)) : Tokens(proj_in.call(normed));      // (B, HW, C)
        tokens = transformer_blocks[0].call(tokens, text, mask);
        var x = _linear ? Map(proj_out.call(tokens), input) : proj_out.call(Map(tokens, input));
        return scope.MoveToOuter(x + input);
    }

    private static Tensor Tokens(Tensor map) => map.flatten(2).transpose(1, 2);

    private static Tensor Map(Tensor tokens, Tensor like) => tokens.transpose(1, 2).reshape(like.shape);
}
