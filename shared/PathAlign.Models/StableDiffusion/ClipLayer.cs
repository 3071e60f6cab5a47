using PathAlign.Models.Compute;
using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>A layer of <see cref="ClipTextModel"/>: causal self-attention and a feed-forward layer.</summary>
internal sealed class ClipLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly MixedLayerNorm layer_norm1, layer_norm2;
    private readonly ModuleDict<MixedLinear> self_attn, mlp;
    private readonly int _heads;
    private readonly bool _quick;

    internal ClipLayer(ClipTextConfig config) : base(nameof(ClipLayer))
    {
        var features = config.HiddenSize;
        MixedLinear Projection() => new(features, features);
        layer_norm1 = new MixedLayerNorm(features, config.LayerNormEps);
        self_attn = ModuleDict(
            ("k_proj", Projection()), ("v_proj", Projection()), ("q_proj", Projection()), ("out_proj", Projection()));
        layer_norm2 = new MixedLayerNorm(features, config.LayerNormEps);
        mlp = ModuleDict(
            ("fc1", new MixedLinear(features, config.IntermediateSize)),
            ("fc2", new MixedLinear(config.IntermediateSize, features)));
        (_heads, _quick) = (config.NumAttentionHeads, config.HiddenAct == "quick_gelu");
        RegisterComponents();
    }

    /// <param name="input">(B, N, E).</param>
    /// <param name="mask">Added to the scores, (B or 1, 1, N, N).</param>
    public override Tensor forward(Tensor input, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var normed = layer_norm1.call(input);
        Tensor Heads(string projection)
        {
            var x = self_attn[projection].call(normed);
            return x.reshape(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
        }
        var mixed = Attention.Over(
            Heads("q_proj"), Heads("k_proj"), Heads("v_proj"), ComputePrecision.Cast(mask));
        var x = self_attn["out_proj"].call(mixed.transpose(1, 2).reshape(input.shape)) + input;
        var inner = mlp["fc1"].call(layer_norm2.call(x));
        inner = _quick ? inner * (inner * 1.702).sigmoid() : functional.gelu(inner);
        return scope.MoveToOuter(mlp["fc2"].call(inner) + x);
    }
}
