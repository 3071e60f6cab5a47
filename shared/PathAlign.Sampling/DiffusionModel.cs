using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>A network and what it needs to turn noise into images.</summary>
/// <param name="Network">The network.</param>
/// <param name="Schedule">The noise schedule that it was trained with.</param>
/// <param name="Prediction">What the network predicts.</param>
/// <param name="Space">The network's latent space; null for pixels.</param>
public sealed record DiffusionModel(
    DenoisingNetwork Network, NoiseSchedule Schedule, Prediction Prediction, LatentSpace? Space = null)
{
    /// <summary>Height and width of an image, in pixels.</summary>
    public int Size => Network.Size * (Space?.Codec.Factor ?? 1);

    /// <summary>
    /// Converts images (B, 3, S, S) in [-1, 1] to the network's space (B, C, H, W): latents, or the images themselves.
    /// </summary>
    public Tensor Encode(Tensor imagesSigned) => Space?.Encode(imagesSigned) ?? imagesSigned;

    /// <summary>Converts the network's output (B, C, H, W) to images (B, 3, S, S), about [-1, 1].</summary>
    public Tensor Decode(Tensor drawn) => Space?.Decode(drawn) ?? drawn;
}
