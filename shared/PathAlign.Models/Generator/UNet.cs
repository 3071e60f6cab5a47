using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Generator;

/// <summary>
/// The generator's network: a class-conditional UNet over pixels or latents with adaptive group norm (Dhariwal and
/// Nichol 2021) and self-attention at the coarse levels. The last convolution starts at zero, so a fresh network
/// predicts zero.
/// </summary>
public sealed class UNet : DenoisingNetwork
{
    private readonly MixedConv2d conv_in, conv_out;
    private readonly MixedLinear time1, time2;
    private readonly Embedding class_embedding;
    private readonly ModuleList<ResidualBlock> down, middle, up;
    private readonly ModuleList<MixedConv2d> downsample, upsample;
    private readonly GroupNorm norm_out;
    private readonly Dropout _dropout;

    /// <param name="config">The network's shape.</param>
    /// <exception cref="ArgumentException">The shape cannot be built.</exception>
    public UNet(UNetConfig config) : base(nameof(UNet))
    {
        config.Validate();
        (Config, _dropout) = (config, new Dropout(config.Dropout));
        var channels = config.Channels;
        var embedding = channels[0] * 4;
        conv_in = new MixedConv2d(config.InputChannels, channels[0], 3, padding: 1);
        time1 = new MixedLinear(channels[0], embedding);
        time2 = new MixedLinear(embedding, embedding);
        class_embedding = Embedding(config.Classes + 1, embedding);
        (down, middle, up, downsample, upsample) = (
            ModuleList<ResidualBlock>(),
            ModuleList<ResidualBlock>(),
            ModuleList<ResidualBlock>(),
            ModuleList<MixedConv2d>(),
            ModuleList<MixedConv2d>());

        var skips = new Stack<int>([channels[0]]);
        var current = channels[0];
        for (var level = 0; level < channels.Count; level++)
        {
            for (var block = 0; block < config.BlocksPerLevel; block++)
            {
                down.append(Block(current, channels[level], embedding, level));
                skips.Push(current = channels[level]);
            }
            if (level == channels.Count - 1) continue;
            downsample.append(new MixedConv2d(current, current, 3, stride: 2, padding: 1));
            skips.Push(current);
        }
        middle.append(
            Block(current, current, embedding, channels.Count - 1),
            new ResidualBlock(current, current, embedding, _dropout, null));
        for (var level = channels.Count - 1; level >= 0; level--)
        {
            for (var block = 0; block <= config.BlocksPerLevel; block++)
            {
                up.append(Block(current + skips.Pop(), channels[level], embedding, level));
                current = channels[level];
            }
            if (level > 0) upsample.append(new MixedConv2d(current, current, 3, padding: 1));
        }
        norm_out = Norm.Group(ResidualBlock.Groups, current);
        conv_out = new MixedConv2d(current, config.InputChannels, 3, padding: 1);
        init.zeros_(conv_out.weight);
        init.zeros_(conv_out.bias!);
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public UNetConfig Config { get; }

    /// <inheritdoc/>
    public override int Size => Config.Size;

    /// <inheritdoc/>
    public override int InputChannels => Config.InputChannels;

    /// <inheritdoc/>
    public override int Classes => Config.Classes;

    /// <inheritdoc/>
    public override double CleanBound => Config.CleanBound;

    /// <inheritdoc/>
    public override string ToJson() => Config.ToJson();

    /// <inheritdoc/>
    public override bool IsAdapted(string parameter) =>
        !parameter.Contains("embedding", StringComparison.Ordinal)
            && !parameter.StartsWith("time", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override void SeedDropout(long seed) => _dropout.Random.manual_seed(seed);

    /// <summary>Predicts (B, C, H, W) float32 from noisy images, in the thread's precision.</summary>
    /// <param name="noisy">(B, C, H, W); C, H and W as in <see cref="Config"/>.</param>
    /// <param name="time">(B) float32, noise time in [0, 1].</param>
    /// <param name="classLabel">(B) int64; <see cref="DenoisingNetwork.NullClass"/> for none.</param>
    public override Tensor forward(Tensor noisy, Tensor time, Tensor classLabel)
    {
        using var scope = NewDisposeScope();
        var frequencies = TimeEmbedding.Encode(time, Config.Channels[0]);                       // (B, C)
        var condition = time2.call(Activation.SiLU(time1.call(frequencies))) + class_embedding.call(classLabel);
        condition = Activation.SiLU(condition);                                                // (B, E)

        var x = conv_in.call(noisy);                                                           // (B, C, H, W)
        var skips = new Stack<Tensor>([x]);
        for (var (level, block) = (0, 0); level < Config.Channels.Count; level++)
        {
            for (var i = 0; i < Config.BlocksPerLevel; i++) skips.Push(x = down[block++].call(x, condition));
            if (level < Config.Channels.Count - 1) skips.Push(x = downsample[level].call(x));    // (B, C', H/2, W/2)
        }
        foreach (var block in middle) x = block.call(x, condition);
        for (var (level, block) = (0, 0); level < Config.Channels.Count; level++)
        {
            for (var i = 0; i <= Config.BlocksPerLevel; i++) x = up[block++].call(cat([x, skips.Pop()], 1), condition);
            if (level < Config.Channels.Count - 1) x = upsample[level].call(Doubled(x));         // (B, C, 2H, 2W)
        }
        x = conv_out.call(Norm.GroupSiLU(x, ResidualBlock.Groups, norm_out.weight!, norm_out.bias!));
        return scope.MoveToOuter(x.to(ScalarType.Float32));                                    // (B, C, H, W)
    }

    private ResidualBlock Block(int inputs, int outputs, int embedding, int level) =>
        new(
            inputs,
            outputs,
            embedding,
            _dropout,
            Config.AttentionLevels.Contains(level) ? outputs / Config.HeadChannels : null);

    private static Tensor Doubled(Tensor x) =>
        functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
