using PathAlign.Models.Autoencoder;

namespace PathAlign.Sampling;

/// <summary>A trained autoencoder, read from a weight file.</summary>
/// <param name="Codec">The network, in eval mode.</param>
/// <param name="Sha256">The file's SHA-256.</param>
public sealed record AutoencoderModel(IImageCodec Codec, string Sha256) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Codec.Dispose();
}
