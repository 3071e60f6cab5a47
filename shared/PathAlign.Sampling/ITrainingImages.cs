using PathAlign.Models.Autoencoder;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>The images that a generator learns from, as pixels or as latents.</summary>
public interface ITrainingImages
{
    /// <summary>Number of channels.</summary>
    int Channels { get; }

    /// <summary>Height and width of an image in this form.</summary>
    int Size { get; }

    /// <summary>Largest absolute value.</summary>
    double Bound { get; }

    /// <summary>The latent space; null for pixels.</summary>
    LatentSpace? Space { get; }

    /// <summary>
    /// The images at the given indices (B, C, S, S) float32, each in one of the eight symmetries of the square, 0 to 7.
    /// </summary>
    Tensor At(IReadOnlyList<int> indices, IReadOnlyList<int> symmetries);
}
