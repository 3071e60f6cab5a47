using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// A block of the TAESD family: three convolutions with ReLU and a residual connection, after an optional bottleneck of
/// 1×1 convolutions.
/// </summary>
internal sealed class TinyBlock : Module<Tensor, Tensor>
{
    private const int Inner = 256, Groups = 4;
    private readonly ModuleDict<Module> conv;
    private readonly ModuleDict<Module>? pool;

    internal TinyBlock(int channels, bool pooled) : base(nameof(TinyBlock))
    {
        MixedConv2d Conv() => new(channels, channels, 3, padding: 1);
        conv = ModuleDict<Module>(("0", Conv()), ("2", Conv()), ("4", Conv()));
        if (pooled)
            pool = ModuleDict<Module>(
                ("0", new MixedConv2d(channels, Inner, 1, bias: false)),
                ("1", Norm.Group(Groups, Inner)),
                ("3", new MixedConv2d(Inner, channels, 1, bias: false)));
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = pool is null ? input : input + Pooled(pool, input);
        var y = functional.relu(Conv(conv, "0", x));
        y = functional.relu(Conv(conv, "2", y));
        return scope.MoveToOuter(functional.relu(Conv(conv, "4", y) + x));
    }

    private static Tensor Pooled(ModuleDict<Module> pool, Tensor x) =>
        Conv(pool, "3", functional.relu(Norm.Apply((GroupNorm)pool["1"], Conv(pool, "0", x))));

    private static Tensor Conv(ModuleDict<Module> layers, string name, Tensor x) => ((MixedConv2d)layers[name]).call(x);
}
