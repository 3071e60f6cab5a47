using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>What turns noise into images.</summary>
/// <param name="Network">The network.</param>
/// <param name="Schedule">The noise schedule that it was trained with.</param>
/// <param name="Prediction">What it predicts.</param>
/// <param name="Space">The space of latents that it draws in; null for pixels.</param>
public sealed record DiffusionModel(
    UNet Network, NoiseSchedule Schedule, Prediction Prediction, LatentSpace? Space = null)
{
    /// <summary>Height and width of an image, in pixels.</summary>
    public int Size => Network.Config.Size * (Space?.Codec.Factor ?? 1);

    /// <summary>
    /// What the network draws (B, C, H, W) of images (B, 3, S, S) in [-1, 1]: latents, or themselves.
    /// </summary>
    public Tensor Encode(Tensor imagesSigned) => Space?.Encode(imagesSigned) ?? imagesSigned;

    /// <summary>Images (B, 3, S, S), about [-1, 1], of what the network drew (B, C, H, W).</summary>
    public Tensor Decode(Tensor drawn) => Space?.Decode(drawn) ?? drawn;
}
