using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// The product's own autoencoder: space-to-depth and convolutions on the way down, pixel shuffle (Shi et al. 2016) on
/// the way up, and residual blocks with group norm at each level. Latents are bounded to (-3, 3) by 3·tanh(x/3), as in
/// the TAESD family.
/// </summary>
public sealed class ConvolutionalAutoencoder : Module<Tensor, Tensor>, IImageCodec
{
    private readonly ModuleList<CodecBlock> encoder_blocks, decoder_blocks;
    private readonly ModuleList<MixedConv2d> encoder_convs, decoder_convs;
    private readonly GroupNorm? encoder_norm, decoder_norm;
    private readonly MixedConv2d to_latent, from_latent, to_image;

    /// <param name="config">The network's shape.</param>
    /// <exception cref="ArgumentException">The shape cannot be built.</exception>
    public ConvolutionalAutoencoder(AutoencoderConfig config) : base(nameof(ConvolutionalAutoencoder))
    {
        config.Validate();
        Config = config;
        var channels = config.Channels;
        var (first, last) = (channels[0], channels[^1]);
        (encoder_blocks, decoder_blocks) = (ModuleList<CodecBlock>(), ModuleList<CodecBlock>());
        (encoder_convs, decoder_convs) = (ModuleList<MixedConv2d>(), ModuleList<MixedConv2d>());
        for (var level = 0; level < channels.Count; level++)
        {
            encoder_convs.append(
                level == 0
                    ? new MixedConv2d(12, first, 3, padding: 1)
                    : new MixedConv2d(channels[level - 1], channels[level], 3, stride: 2, padding: 1));
            for (var i = 0; i < config.EncoderBlocks; i++) encoder_blocks.append(new CodecBlock(channels[level]));
        }
        if (config.FinalNorms) encoder_norm = Norm.Group(CodecBlock.Groups, last);
        to_latent = new MixedConv2d(last, config.LatentChannels, 3, padding: 1);
        from_latent = new MixedConv2d(config.LatentChannels, last, 3, padding: 1);
        for (var level = channels.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i < config.DecoderBlocks; i++) decoder_blocks.append(new CodecBlock(channels[level]));
            if (level > 0)
                decoder_convs.append(new MixedConv2d(channels[level], 4 * channels[level - 1], 3, padding: 1));
        }
        if (config.FinalNorms) decoder_norm = Norm.Group(CodecBlock.Groups, first);
        to_image = new MixedConv2d(first, 12, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public AutoencoderConfig Config { get; }

    /// <summary>The parameters that turn latents into images.</summary>
    public IEnumerable<Parameter> DecoderParameters =>
        named_parameters().Where(p => !IsOfEncoder(p.name)).Select(p => p.parameter);

    /// <inheritdoc/>
    public int Factor => Config.Factor;

    /// <inheritdoc/>
    public int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public nn.Module Network => this;

    /// <summary>Whether a tensor of that name belongs to the encoder.</summary>
    public static bool IsOfEncoder(string name) =>
        name.StartsWith("encoder_", StringComparison.Ordinal)
            || name.StartsWith("to_latent.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public string ToJson() => Config.ToJson();

    /// <inheritdoc/>
    public Tensor Encode(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        var x = functional.pixel_unshuffle(imagesSigned, 2);                                     // (B, 12, S/2, S/2)
        for (var (level, block) = (0, 0); level < Config.Channels.Count; level++)
        {
            x = encoder_convs[level].call(x);                                                    // (B, C, S/2, S/2) …
            for (var i = 0; i < Config.EncoderBlocks; i++) x = encoder_blocks[block++].call(x);
        }
        x = to_latent.call(Activated(x, encoder_norm));
        return scope.MoveToOuter((x.to(ScalarType.Float32) / 3).tanh() * 3);                     // (B, L, S/8, S/8)
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var x = from_latent.call(latents);                                                       // (B, C, S/8, S/8)
        for (var (level, block) = (Config.Channels.Count - 1, 0); level >= 0; level--)
        {
            for (var i = 0; i < Config.DecoderBlocks; i++) x = decoder_blocks[block++].call(x);
            if (level > 0)
                x = functional.pixel_shuffle(decoder_convs[Config.Channels.Count - 1 - level].call(x), 2);
        }
        x = to_image.call(Activated(x, decoder_norm));
        return scope.MoveToOuter(functional.pixel_shuffle(x, 2).to(ScalarType.Float32));         // (B, 3, S, S)
    }

    private static Tensor Activated(Tensor x, GroupNorm? norm) => norm is null
        ? functional.silu(x)
        : Norm.GroupSiLU(x, CodecBlock.Groups, norm.weight!, norm.bias!);

    /// <summary>Encodes and decodes images (B, 3, S, S) in [-1, 1]; S is a multiple of <see cref="Factor"/>.</summary>
    public override Tensor forward(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Decode(Encode(imagesSigned)));
    }
}
