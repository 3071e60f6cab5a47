using PathAlign.Training.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// How different two images look to a classifier: LPIPS (Zhang et al. 2018, equation 1) with equal weights for all
/// channels, averaged over the stem and the first two stages of a ResNet-18.
/// </summary>
public sealed class PerceptualDistance
{
    private const int Maps = 3;
    private readonly ClassifierModel _classifier;

    /// <param name="classifier">The classifier, in eval mode; its weights get no gradient any more. Take none that
    /// later judges what is drawn.</param>
    public PerceptualDistance(ClassifierModel classifier)
    {
        _classifier = classifier;
        foreach (var parameter in classifier.Network.parameters()) parameter.requires_grad = false;
    }

    /// <summary>The mean distance of images (B, 3, S, S) in [-1, 1] from others; a scalar with a gradient.</summary>
    public Tensor Between(Tensor images, Tensor others)
    {
        using var scope = NewDisposeScope();
        var distance = zeros(1);
        List<Tensor> targets;
        using (no_grad()) targets = Directions(others);
        foreach (var (map, target) in Directions(images).Zip(targets))
            distance += (map - target).square().sum(1).mean();
        return scope.MoveToOuter(distance / Maps);
    }

    /// <summary>Feature maps (B, C, h, w), of length 1 at each position.</summary>
    private List<Tensor> Directions(Tensor images) =>
    [
        .. _classifier.Network.Stages(images).Take(Maps)
            .Select(map => nn.functional.normalize(map.to(ScalarType.Float32), dim: 1))
    ];
}
