using PathAlign.Models.Autoencoder;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>What a generator learns to draw: the pixels of images, or their latents.</summary>
public interface ITrainingImages
{
    /// <summary>Channels of what is drawn.</summary>
    int Channels { get; }

    /// <summary>Height and width of what is drawn.</summary>
    int Size { get; }

    /// <summary>The largest value of what is drawn, either way.</summary>
    double Bound { get; }

    /// <summary>The space that it lies in; null for pixels.</summary>
    LatentSpace? Space { get; }

    /// <summary>(B, C, S, S) float32 of images, each in one of the eight symmetries of the square.</summary>
    Tensor At(IReadOnlyList<int> indices, IReadOnlyList<int> symmetries);
}
