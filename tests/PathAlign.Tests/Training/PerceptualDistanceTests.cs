using PathAlign.Contracts.Datasets;
using PathAlign.Generator.Training;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Training.Classification;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training;

public sealed class PerceptualDistanceTests : IDisposable
{
    private readonly torch.Generator _random = new(5);
    private readonly ClassifierModel _classifier;
    private readonly PerceptualDistance _distance;

    public PerceptualDistanceTests()
    {
        var network = new ResNet18(2).Drawn(_random);
        network.eval();
        _classifier = new ClassifierModel(network, 32, DatasetDescription.Colorectal);
        _distance = new PerceptualDistance(_classifier);
    }

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void It_is_zero_for_the_same_images_and_grows_with_what_is_changed()
    {
        var images = rand([2, 3, 32, 32], generator: _random) * 2 - 1;
        var noise = randn(images.shape, generator: _random);

        var (same, little, much) = (Between(images, images), Between(images + (noise * 0.02), images),
            Between(images + (noise * 0.2), images));

        Assert.Equal(0, same, 1e-6);
        Assert.True(0 < little && little < much, $"{little} of little noise, {much} of much");
        // two directions of length 1 are at most 2 apart
        Assert.InRange(much, 0, 4);
    }

    [Fact]
    public void Following_its_gradient_makes_images_alike()
    {
        var target = rand([1, 3, 32, 32], generator: _random) * 2 - 1;
        using var image = new TorchSharp.Modules.Parameter(rand(target.shape, generator: _random) * 2 - 1);
        var first = Between(image, target);
        using var optimizer = optim.Adam([image], 0.05);

        for (var step = 0; step < 30; step++)
        {
            optimizer.zero_grad();
            _distance.Between(image, target).backward();
            optimizer.step();
        }

        var last = Between(image, target);
        Assert.True(last < first / 2, $"from {first} to {last}");
    }

    private double Between(Tensor images, Tensor others) => _distance.Between(images, others).item<float>();
}
