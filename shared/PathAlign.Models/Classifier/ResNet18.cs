using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Classifier;

/// <summary>The first layers of a ResNet.</summary>
public enum ResNetStem
{
    /// <summary>3×3 convolution at stride 1, no pooling: for tiles of up to 64 pixels.</summary>
    Small,

    /// <summary>7×7 convolution at stride 2, then max pooling, as in torchvision: for 224 pixels.</summary>
    Torchvision,
}

/// <summary>
/// ResNet-18 (He et al. 2016) with torchvision's state-dict names. With the stem <see cref="ResNetStem.Torchvision"/>,
/// torchvision's weights load unchanged.
/// </summary>
public sealed class ResNet18 : Module<Tensor, Tensor>
{
    /// <summary>The length of the feature vector before the last layer.</summary>
    public const int FeatureCount = 512;

    private readonly MixedConv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1, layer2, layer3, layer4;
    private readonly MixedLinear fc;

    /// <param name="classes">Number of logits.</param>
    /// <param name="stem">The first layers.</param>
    public ResNet18(int classes, ResNetStem stem = ResNetStem.Small) : base(nameof(ResNet18))
    {
        Stem = stem;
        conv1 = stem == ResNetStem.Small
            ? new MixedConv2d(3, 64, 3, stride: 1, padding: 1, bias: false)
            : new MixedConv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        layer1 = Stage(64, 64, 1);
        layer2 = Stage(64, 128, 2);
        layer3 = Stage(128, 256, 2);
        layer4 = Stage(256, 512, 2);
        fc = new MixedLinear(FeatureCount, classes);
        RegisterComponents();
    }

    /// <summary>The network's first layers.</summary>
    public ResNetStem Stem { get; }

    /// <summary>Computes logits (B, classes) of images (B, 3, H, W) in [-1, 1].</summary>
    public override Tensor forward(Tensor imagesSigned) => Classify(Features(imagesSigned));

    /// <summary>Computes logits (B, classes) of features (B, 512).</summary>
    public Tensor Classify(Tensor features) => fc.call(features).to(ScalarType.Float32);

    /// <summary>Computes the penultimate layer's vectors (B, 512) of images (B, 3, H, W) in [-1, 1].</summary>
    public Tensor Features(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Stages(imagesSigned).Last().mean([2, 3]));   // (B, 512)
    }

    /// <summary>
    /// The feature maps, float32, after the stem and after each of the four stages, finest first. Each map is computed
    /// when the enumeration reaches it.
    /// </summary>
    /// <param name="imagesSigned">(B, 3, H, W) in [-1, 1].</param>
    public IEnumerable<Tensor> Stages(Tensor imagesSigned)
    {
        // (B, 64, H, W), or half of H and W
        var x = functional.relu(Norm.Batch(bn1, conv1.call(imagesSigned)));
        if (Stem == ResNetStem.Torchvision) x = functional.max_pool2d(x, 3, 2, 1);
        yield return x;
        // … (B, 512, H/8, W/8)
        foreach (var stage in (Sequential[])[layer1, layer2, layer3, layer4]) yield return x = stage.call(x);
    }

    private static Sequential Stage(long inputs, long outputs, long stride) =>
        Sequential(new BasicBlock(inputs, outputs, stride), new BasicBlock(outputs, outputs, 1));
}
