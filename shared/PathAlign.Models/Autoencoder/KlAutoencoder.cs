using PathAlign.Models.Layers;
using PathAlign.Models.StableDiffusion;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// Stable Diffusion's variational autoencoder (Rombach et al. 2022, appendix G; diffusers' AutoencoderKL). Parameters
/// have the published names.
/// </summary>
public sealed class KlAutoencoder : Module<Tensor, Tensor>, IImageCodec
{
    private readonly KlCoder encoder, decoder;
    private readonly MixedConv2d quant_conv, post_quant_conv;

    /// <param name="config">The network's shape.</param>
    public KlAutoencoder(KlAutoencoderConfig config) : base(nameof(KlAutoencoder))
    {
        Config = config;
        (encoder, decoder) = (KlCoder.Encoder(config), KlCoder.Decoder(config));
        quant_conv = new MixedConv2d(2 * config.LatentChannels, 2 * config.LatentChannels, 1);
        post_quant_conv = new MixedConv2d(config.LatentChannels, config.LatentChannels, 1);
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public KlAutoencoderConfig Config { get; }

    /// <inheritdoc/>
    public int Factor => 1 << (Config.BlockOutChannels.Count - 1);

    /// <inheritdoc/>
    public int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public Module Network => this;

    /// <inheritdoc/>
    public string ToJson() => Config.ToJson();

    /// <summary>
    /// The distribution of the latents of images (B, 3, S, S) in [-1, 1]: mean and logarithm of the variance, both
    /// (B, L, S/8, S/8) float32, not scaled.
    /// </summary>
    public (Tensor Mean, Tensor LogVariance) Moments(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        var halves = quant_conv.call(encoder.call(imagesSigned)).to(ScalarType.Float32).chunk(2, 1);
        return scope.MoveToOuter(halves[0], halves[1].clamp(-30, 20));
    }

    /// <summary>The mean of the latents' distribution; its deviation is far below the latents' own.</summary>
    public Tensor Encode(Tensor imagesSigned)
    {
        var (mean, logVariance) = Moments(imagesSigned);
        logVariance.Dispose();
        return mean;
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(decoder.call(post_quant_conv.call(latents)).to(ScalarType.Float32));
    }

    /// <summary>Encodes and decodes images (B, 3, S, S) in [-1, 1].</summary>
    public override Tensor forward(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Decode(Encode(imagesSigned)));
    }
}
