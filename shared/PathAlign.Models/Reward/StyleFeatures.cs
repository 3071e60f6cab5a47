using PathAlign.Models.Classifier;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Reward;

/// <summary>
/// The reward model's features of an image: mean and standard deviation of every channel of the image itself and of
/// each stage of a tissue classifier's trunk, fine to coarse. The first ones describe colour and grain, the last ones
/// structure.
/// </summary>
public static class StyleFeatures
{
    /// <summary>Number of features of an image.</summary>
    public const int Count = 2 * (3 + 64 + 64 + 128 + 256 + 512);

    // start of the last stage's means; its deviations follow
    private const int LastMeans = Count - (2 * ResNet18.FeatureCount);
    private static readonly Scalar Epsilon = 1e-5;   // keeps the gradient of a flat channel's deviation finite

    /// <summary>
    /// Computes the features (B, <see cref="Count"/>) of images (B, 3, H, W) in [-1, 1]; gradients flow through.
    /// </summary>
    public static Tensor Of(ResNet18 trunk, Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        var moments = new List<Tensor>();
        foreach (var map in trunk.Stages(imagesSigned).Prepend(imagesSigned))
        {
            var mean = map.mean([2, 3], keepdim: true);
            moments.Add(mean.flatten(1));
            moments.Add(((map - mean).square().mean([2, 3]) + Epsilon).sqrt());
        }
        return scope.MoveToOuter(cat(moments, 1));
    }

    /// <summary>The input (B, 512) of the trunk's own classifier: the means of the last stage's channels.</summary>
    /// <param name="features">(B, <see cref="Count"/>) of <see cref="Of"/>.</param>
    public static Tensor LastStage(Tensor features) => features.narrow(1, LastMeans, ResNet18.FeatureCount);
}
