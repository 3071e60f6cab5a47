using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// The latent space of a generator: a codec's latents, standardised per channel so that noise of variance 1 fits every
/// channel.
/// </summary>
/// <param name="Codec">Converts between images and latents.</param>
/// <param name="Mean">The mean of each channel over the training images.</param>
/// <param name="Deviation">The standard deviation of each channel.</param>
public sealed record LatentSpace(IImageCodec Codec, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
    : IDisposable
{
    /// <summary>Encodes images (B, 3, S, S) in [-1, 1] to standardised latents (B, L, H, W).</summary>
    public Tensor Encode(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        var latents = Codec.Encode(imagesSigned);
        return scope.MoveToOuter((latents - Column(Mean, latents)) / Column(Deviation, latents));
    }

    /// <summary>Decodes standardised latents (B, L, H, W) to images (B, 3, S, S), about [-1, 1].</summary>
    public Tensor Decode(Tensor standardised)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            Codec.Decode((standardised * Column(Deviation, standardised)) + Column(Mean, standardised)));
    }

    /// <inheritdoc/>
    public void Dispose() => Codec.Dispose();

    private static Tensor Column(IReadOnlyList<float> values, Tensor like) =>
        tensor([.. values], [1, values.Count, 1, 1], device: like.device);
}
