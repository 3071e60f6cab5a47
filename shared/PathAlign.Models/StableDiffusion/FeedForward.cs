using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>A gated feed-forward layer, GEGLU (Shazeer 2020), of four times the width.</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    private readonly ModuleDict<Module> net;

    internal FeedForward(int features) : base(nameof(FeedForward))
    {
        net = ModuleDict<Module>(
            ("0", ModuleDict(("proj", new MixedLinear(features, 8 * features)))),
            ("2", new MixedLinear(4 * features, features)));
        RegisterComponents();
    }

    /// <param name="tokens">(B, N, C).</param>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var halves = ((ModuleDict<MixedLinear>)net["0"])["proj"].call(tokens).chunk(2, -1);
        return scope.MoveToOuter(((MixedLinear)net["2"]).call(halves[0] * functional.gelu(halves[1])));
    }
}
