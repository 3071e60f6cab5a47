using PathAlign.Models.Layers;
using PathAlign.Models.StableDiffusion;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>Two residual blocks with attention of one head over all positions between them.</summary>
internal sealed class KlMiddle : Module<Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock> resnets;
    private readonly ModuleList<PositionAttention> attentions;

    internal KlMiddle(int channels, int groups, double epsilon) : base(nameof(KlMiddle))
    {
        ResnetBlock Block() => new(channels, channels, null, groups, epsilon);
        resnets = ModuleList(Block(), Block());
        attentions = ModuleList(new PositionAttention(channels, groups, epsilon));
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(resnets[1].call(attentions[0].call(resnets[0].call(input, null)), null));
    }

    private sealed class PositionAttention : Module<Tensor, Tensor>
    {
        private readonly GroupNorm group_norm;
        private readonly MixedLinear to_q, to_k, to_v;
        private readonly ModuleList<MixedLinear> to_out;

        internal PositionAttention(int channels, int groups, double epsilon) : base(nameof(PositionAttention))
        {
            group_norm = Norm.Group(groups, channels, epsilon);
            MixedLinear Projection() => new(channels, channels);
            (to_q, to_k, to_v, to_out) = (Projection(), Projection(), Projection(), ModuleList(Projection()));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var tokens = Norm.Apply(group_norm, input).flatten(2).transpose(1, 2);               // (B, HW, C)
            var mixed = Attention.Over(
                to_q.call(tokens), to_k.call(tokens), to_v.call(tokens));
            var x = to_out[0].call(mixed).transpose(1, 2).reshape(input.shape);
            return scope.MoveToOuter(x + input);
        }
    }
}
