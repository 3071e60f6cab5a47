using PathAlign.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// Self-attention, attention over the text and a feed-forward layer, each after a norm and with a residual connection.
/// </summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly MixedLayerNorm norm1, norm2, norm3;
    private readonly MultiHeadAttention attn1, attn2;
    private readonly FeedForward ff;

    internal TransformerBlock(int features, int context, int heads) : base(nameof(TransformerBlock))
    {
        (norm1, norm2, norm3) = (
            new MixedLayerNorm(features), new MixedLayerNorm(features), new MixedLayerNorm(features));
        attn1 = new MultiHeadAttention(features, features, heads);
        attn2 = new MultiHeadAttention(features, context, heads);
        ff = new FeedForward(features);
        RegisterComponents();
    }

    /// <param name="tokens">(B, N, C).</param>
    /// <param name="text">(B, M, E).</param>
    /// <param name="mask">Added to the scores of the text, (B, 1, 1, M); null for none.</param>
    public override Tensor forward(Tensor tokens, Tensor text, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var normed = norm1.call(tokens);
        var x = attn1.call(normed, normed, null) + tokens;
        x = attn2.call(norm2.call(x), text, mask) + x;
        return scope.MoveToOuter(ff.call(norm3.call(x)) + x);
    }
}
