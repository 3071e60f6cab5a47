using PathAlign.Models.Layers;
using PathAlign.Models.StableDiffusion;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>The encoder or the decoder of a <see cref="KlAutoencoder"/>; both have the same parts.</summary>
internal sealed class KlCoder : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;

    private readonly MixedConv2d conv_in, conv_out;
    private readonly ModuleList<UNetLevel>? down_blocks, up_blocks;
    private readonly KlMiddle mid_block;
    private readonly GroupNorm conv_norm_out;

    private KlCoder(KlAutoencoderConfig config, bool encodes) : base(nameof(KlCoder))
    {
        var (channels, groups) = (config.BlockOutChannels, config.NormNumGroups);
        var (first, last) = encodes ? (channels[0], channels[^1]) : (channels[^1], channels[0]);
        conv_in = new MixedConv2d(encodes ? 3 : config.LatentChannels, first, 3, padding: 1);
        mid_block = new KlMiddle(channels[^1], groups, Epsilon);
        var levels = Levels(encodes ? channels : [.. channels.Reverse()], config, encodes);
        if (encodes) down_blocks = levels;
        else up_blocks = levels;
        conv_norm_out = Norm.Group(groups, last, Epsilon);
        conv_out = new MixedConv2d(last, encodes ? 2 * config.LatentChannels : 3, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>Images (B, 3, S, S) to moments (B, 2L, S/8, S/8).</summary>
    internal static KlCoder Encoder(KlAutoencoderConfig config) => new(config, encodes: true);

    /// <summary>Latents (B, L, S/8, S/8) to images (B, 3, S, S).</summary>
    internal static KlCoder Decoder(KlAutoencoderConfig config) => new(config, encodes: false);

    /// <param name="input">(B, C, H, W).</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = conv_in.call(input);
        foreach (var level in down_blocks ?? Enumerable.Empty<UNetLevel>())
        {
            x = Blocks(level, x);
            // zeros on the right and at the bottom only, as the published encoder was trained
            x = level.Down(functional.pad(x, [0, 1, 0, 1])) ?? x;
        }
        x = mid_block.call(x);
        foreach (var level in up_blocks ?? Enumerable.Empty<UNetLevel>())
        {
            x = Blocks(level, x);
            x = level.Up(x, x.shape[2] * 2, x.shape[3] * 2);
        }
        return scope.MoveToOuter(conv_out.call(Norm.ApplySiLU(conv_norm_out, x)));
    }

    private static Tensor Blocks(UNetLevel level, Tensor x)
    {
        for (var i = 0; i < level.Count; i++) x = level.Block(i, x, UNetCondition.None);
        return x;
    }

    private static ModuleList<UNetLevel> Levels(IReadOnlyList<int> channels, KlAutoencoderConfig config, bool encodes)
    {
        var levels = ModuleList<UNetLevel>();
        var current = channels[0];
        foreach (var (place, outputs) in channels.Index())
        {
            var blocks = new List<ResnetBlock>();
            for (var i = 0; i < config.LayersPerBlock + (encodes ? 0 : 1); i++)
            {
                blocks.Add(new ResnetBlock(current, outputs, null, config.NormNumGroups, Epsilon));
                current = outputs;
            }
            var isLast = place == channels.Count - 1;
            levels.append(
                new UNetLevel(
                    blocks,
                    [],
                    encodes && !isLast ? new Resampling(outputs, 2, padding: 0) : null,
                    !encodes && !isLast ? new Resampling(outputs, 1) : null));
        }
        return levels;
    }
}
