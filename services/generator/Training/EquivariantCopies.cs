using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// A transformation that commutes with a good autoencoder: a symmetry of the square, or halving (EQ-VAE, Kouzelis et
/// al. 2025, section 3.2). One is drawn for each step.
/// </summary>
internal sealed class EquivariantCopies(ulong seed, long step)
{
    private const double HalvingShare = 0.25;
    private readonly CounterRandom _random = new(seed, (ulong)step, Purpose.Equivariance);

    /// <summary>Transforms latents and images (B, C, S, S) in the same way.</summary>
    internal (Tensor latents, Tensor images) Move(Tensor latents, Tensor images)
    {
        if (_random.NextUnit() < HalvingShare)
            return (nn.functional.avg_pool2d(latents, 2), nn.functional.avg_pool2d(images, 2));
        var symmetry = 1 + _random.NextInt(7);
        return (Moved(latents, symmetry), Moved(images, symmetry));
    }

    private static Tensor Moved(Tensor x, int symmetry)
    {
        if ((symmetry & 4) != 0) x = x.transpose(2, 3);
        var flips = new List<long>();
        if ((symmetry & 1) != 0) flips.Add(3);
        if ((symmetry & 2) != 0) flips.Add(2);
        return flips.Count == 0 ? x.contiguous() : x.flip([.. flips]);
    }
}
