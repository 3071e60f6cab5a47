using static TorchSharp.torch;

namespace PathAlign.Models.Autoencoder;

/// <summary>Turns images into latents, a small grid of channels, and back.</summary>
public interface IImageCodec : IDisposable
{
    /// <summary>The pixels of an image's side that one place of the latent stands for.</summary>
    int Factor { get; }

    /// <summary>Channels of a latent.</summary>
    int LatentChannels { get; }

    /// <summary>The codec's shape and kind as JSON, for a weight file's header.</summary>
    string ToJson();

    /// <summary>The codec's network, for its weights.</summary>
    nn.Module Network { get; }

    /// <summary>Latents (B, L, S/Factor, S/Factor) float32 of images (B, 3, S, S) in [-1, 1].</summary>
    Tensor Encode(Tensor imagesSigned);

    /// <summary>Images (B, 3, S, S) float32, about [-1, 1], of latents (B, L, S/Factor, S/Factor).</summary>
    Tensor Decode(Tensor latents);
}
