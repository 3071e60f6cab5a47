using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// Multi-head attention of tokens over a context, which can be the tokens themselves (Vaswani et al. 2017, section
/// 3.2.2). Parameters have diffusers' names.
/// </summary>
internal sealed class MultiHeadAttention : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly MixedLinear to_q, to_k, to_v;
    private readonly ModuleList<MixedLinear> to_out;
    private readonly int _heads;

    internal MultiHeadAttention(int features, int context, int heads, bool hasBias = false)
        : base(nameof(MultiHeadAttention))
    {
        to_q = new MixedLinear(features, features, hasBias);
        to_k = new MixedLinear(context, features, hasBias);
        to_v = new MixedLinear(context, features, hasBias);
        to_out = ModuleList(new MixedLinear(features, features));
        _heads = heads;
        RegisterComponents();
    }

    /// <param name="tokens">(B, N, C).</param>
    /// <param name="context">(B, M, E).</param>
    /// <param name="mask">Added to the scores, (B, 1, 1, M); null for none.</param>
    /// <returns>(B, N, C).</returns>
    public override Tensor forward(Tensor tokens, Tensor context, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var mixed = Attention.Over(
            InHeads(to_q.call(tokens)),
            InHeads(to_k.call(context)),
            InHeads(to_v.call(context)),
            mask);                                                                             // (B, heads, N, d)
        return scope.MoveToOuter(to_out[0].call(mixed.transpose(1, 2).reshape(tokens.shape)));
    }

    private Tensor InHeads(Tensor x) => x.reshape(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
}
