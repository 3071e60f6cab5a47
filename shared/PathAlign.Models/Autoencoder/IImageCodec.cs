using static TorchSharp.torch;

namespace PathAlign.Models.Autoencoder;

/// <summary>Encodes images to latents, which are small grids of channels, and decodes them.</summary>
public interface IImageCodec : IDisposable
{
    /// <summary>Pixels of an image's side per latent position.</summary>
    int Factor { get; }

    /// <summary>Number of channels of a latent.</summary>
    int LatentChannels { get; }

    /// <summary>The codec's shape and kind as JSON, for a weight file's header.</summary>
    string ToJson();

    /// <summary>The codec's network, for its weights.</summary>
    nn.Module Network { get; }

    /// <summary>Encodes images (B, 3, S, S) in [-1, 1] to latents (B, L, S/Factor, S/Factor), float32.</summary>
    Tensor Encode(Tensor imagesSigned);

    /// <summary>Decodes latents (B, L, S/Factor, S/Factor) to images (B, 3, S, S), float32, about [-1, 1].</summary>
    Tensor Decode(Tensor latents);
}
