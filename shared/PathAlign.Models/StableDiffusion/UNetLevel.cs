using PathAlign.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// The residual blocks of a level on the way down, in the middle or on the way up, their transformers if the level has
/// attention, and the change of resolution after them. Parameters have diffusers' names.
/// </summary>
internal sealed class UNetLevel : Module
{
    private readonly ModuleList<ResnetBlock> resnets;
    private readonly ModuleList<SpatialTransformer> attentions;
    private readonly ModuleList<Resampling>? downsamplers, upsamplers;

    internal UNetLevel(
        IEnumerable<ResnetBlock> blocks,
        IEnumerable<SpatialTransformer> transformers,
        Resampling? down = null,
        Resampling? up = null) : base(nameof(UNetLevel))
    {
        resnets = ModuleList(blocks.ToArray());
        attentions = ModuleList(transformers.ToArray());
        if (down is not null) downsamplers = ModuleList(down);
        if (up is not null) upsamplers = ModuleList(up);
        RegisterComponents();
    }

    /// <summary>Number of residual blocks.</summary>
    internal int Count => resnets.Count;

    /// <summary>A residual block and, if the level has one for it, the transformer after it.</summary>
    /// <param name="index">The block's place.</param>
    /// <param name="input">(B, C, H, W).</param>
    /// <param name="condition">What the network is conditioned on.</param>
    internal Tensor Block(int index, Tensor input, UNetCondition condition)
    {
        using var scope = NewDisposeScope();
        var x = resnets[index].call(input, condition.Time);
        if (index < attentions.Count) x = attentions[index].call(x, condition.Text!, condition.Mask);
        return scope.MoveToOuter(x);
    }

    /// <summary>As <see cref="Block"/>, without keeping the activations for the backward pass.</summary>
    internal Tensor RecomputedBlock(int index, Tensor input, UNetCondition condition)
    {
        var weights = index < attentions.Count
            ? resnets[index].parameters().Concat(attentions[index].parameters())
            : resnets[index].parameters();
        return Recomputation.Run(
            x => Block(index, x[0]!, new UNetCondition(x[1], x[2], x[3])),
            weights,
            input,
            condition.Time,
            condition.Text,
            condition.Mask);
    }

    /// <summary>Halves the resolution; null if the level keeps it.</summary>
    internal Tensor? Down(Tensor input) => downsamplers?[0].call(input);

    /// <summary>Enlarges to a size; returns the input if the level keeps its size.</summary>
    internal Tensor Up(Tensor input, long height, long width)
    {
        if (upsamplers is null) return input;
        using var scope = NewDisposeScope();
        var larger = functional.interpolate(input, size: [height, width], mode: InterpolationMode.Nearest);
        return scope.MoveToOuter(upsamplers[0].call(larger));
    }
}

/// <summary>The convolution of a change of resolution, under diffusers' name.</summary>
internal sealed class Resampling : Module<Tensor, Tensor>
{
    private readonly MixedConv2d conv;

    internal Resampling(int channels, int stride, int padding = 1) : base(nameof(Resampling))
    {
        conv = new MixedConv2d(channels, channels, 3, stride, padding);
        RegisterComponents();
    }

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input) => conv.call(input);
}

/// <summary>What a <see cref="ConditionalUNet"/> is conditioned on.</summary>
/// <param name="Time">silu of the time's embedding, (B, T); null in autoencoders.</param>
/// <param name="Text">(B, M, E); null in autoencoders.</param>
/// <param name="Mask">Added to the scores of the text, (B, 1, 1, M); null for none.</param>
internal sealed record UNetCondition(Tensor? Time, Tensor? Text, Tensor? Mask)
{
    /// <summary>No condition: an autoencoder.</summary>
    internal static UNetCondition None { get; } = new(null, null, null);
}
