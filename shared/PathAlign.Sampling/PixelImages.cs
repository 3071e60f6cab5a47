using PathAlign.Data;
using PathAlign.Models.Autoencoder;
using PathAlign.Training;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>Training images as pixels in [-1, 1].</summary>
public sealed record PixelImages(TileSet Tiles) : ITrainingImages
{
    /// <inheritdoc/>
    public int Channels => 3;

    /// <inheritdoc/>
    public int Size => Tiles.Size;

    /// <inheritdoc/>
    public double Bound => 1;

    /// <inheritdoc/>
    public LatentSpace? Space => null;

    /// <inheritdoc/>
    public Tensor At(IReadOnlyList<int> indices, IReadOnlyList<int> symmetries) =>
        TileTensors.Signed(Tiles, indices, symmetries);
}
