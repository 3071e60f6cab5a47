using PathAlign.Training.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// How different two images look to a classifier: LPIPS (Zhang et al. 2018, equation 1) on the stem and the first two
/// stages of a ResNet-18, with equal weights for all channels.
/// </summary>
/// <param name="classifier">The classifier, in eval mode. Take none that later judges what is drawn.</param>
public sealed class PerceptualDistance(ClassifierModel classifier)
{
    private const int Maps = 3;

    /// <summary>The mean distance of images (B, 3, S, S) in [-1, 1] from others; a scalar with a gradient.</summary>
    public Tensor Between(Tensor images, Tensor others)
    {
        using var scope = NewDisposeScope();
        var distance = zeros(1);
        var targets = Directions(others.detach());
        foreach (var (map, target) in Directions(images).Zip(targets))
            distance += (map - target).square().sum(1).mean();
        return scope.MoveToOuter(distance / Maps);
    }

    /// <summary>Feature maps (B, C, h, w), of length 1 at each position.</summary>
    private List<Tensor> Directions(Tensor images) =>
    [
        .. classifier.Network.Stages(images).Take(Maps)
            .Select(map => nn.functional.normalize(map.to(ScalarType.Float32), dim: 1))
    ];
}
