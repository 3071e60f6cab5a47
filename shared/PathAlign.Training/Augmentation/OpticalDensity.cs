using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Augmentation;

/// <summary>Changes stains and light in optical density, where they add up (Beer and Lambert).</summary>
public static class OpticalDensity
{
    private const double LeastLight = 1 / 255.0;   // keeps the logarithm of black finite

    /// <summary>
    /// Multiplies the optical densities of images by a matrix and adds an optional offset; returns images (B, 3, H, W)
    /// in [-1, 1].
    /// </summary>
    /// <param name="imagesSigned">(B, 3, H, W) in [-1, 1].</param>
    /// <param name="mixing">(3, 3) or (B, 3, 3), on columns of natural-logarithm densities.</param>
    /// <param name="offset">(B, 3, 1).</param>
    public static Tensor Mix(Tensor imagesSigned, Tensor mixing, Tensor? offset = null)
    {
        using var scope = NewDisposeScope();
        // (B, 3, H, W), (0, 1]
        var light = ((imagesSigned + 1) * 0.5).clamp(LeastLight, 1);
        var density = mixing.matmul((light.log() * -1).flatten(2));                               // (B, 3, HW)
        if (offset is not null) density += offset;
        return scope.MoveToOuter(((density.clamp(min: 0) * -1).exp() * 2 - 1).reshape(imagesSigned.shape));
    }
}
