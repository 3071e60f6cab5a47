using PathAlign.Files;
using PathAlign.Models.Classifier;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;
using PathAlign.Tests.Files;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models;

public sealed class NetworkTests
{
    private static readonly UNetConfig Tiny = new(
        Size: 12,
        Classes: 3,
        Channels: [8, 16],
        BlocksPerLevel: 1,
        AttentionLevels: [1],
        HeadChannels: 8,
        Dropout: 0);

    [Fact]
    public void The_classifiers_names_are_torchvisions()
    {
        using var network = new ResNet18(9);
        var names = network.state_dict().Keys.ToHashSet();

        Assert.Equal(122, names.Count);   // as torchvision's resnet18 has
        foreach (
            var name in new[]
            {
                "conv1.weight",
                "bn1.running_mean",
                "layer1.0.conv1.weight",
                "layer1.1.bn2.bias",
                "layer2.0.downsample.0.weight",
                "layer2.0.downsample.1.num_batches_tracked",
                "layer4.1.conv2.weight",
                "fc.weight",
                "fc.bias",
            })
            Assert.Contains(name, names);
        Assert.Equal(11_173_962 + (9 * 512) + 9 - 5130, network.parameters().Sum(p => p.numel()));
    }

    [Theory]
    [InlineData(ResNetStem.Small, 28)]
    [InlineData(ResNetStem.Small, 37)]
    [InlineData(ResNetStem.Torchvision, 65)]
    public void The_classifier_takes_images_of_odd_sizes(ResNetStem stem, int size)
    {
        using var scope = NewDisposeScope();
        using var network = new ResNet18(9, stem);
        network.eval();

        Assert.Equal([2, 9], network.call(zeros(2, 3, size, size)).shape);
        Assert.Equal([2, 512], network.Features(zeros(2, 3, size, size)).shape);
    }

    [Fact]
    public void A_fresh_generator_predicts_nothing_and_has_a_gradient_everywhere_it_can()
    {
        using var scope = NewDisposeScope();
        using var network = new UNet(Tiny);

        var output = network.call(randn(2, 3, 12, 12), tensor([0.1f, 0.9f]), tensor([0L, 3L]));

        Assert.Equal([2, 3, 12, 12], output.shape);
        Assert.Equal(0f, output.abs().max().item<float>());
        nn.init.normal_(network.named_parameters().Single(p => p.name == "conv_out.weight").parameter);
        (network.call(randn(2, 3, 12, 12), tensor([0.1f, 0.9f]), tensor([0L, 3L])) - 1).square().mean().backward();
        Assert.All(network.parameters(), p => Assert.NotNull(p.grad));
    }

    [Fact]
    public void A_size_that_cannot_be_halved_is_refused_by_name()
    {
        Assert.Contains("Size", Assert.Throws<ArgumentException>(() => new UNet(Tiny with { Size = 13 })).Message);
    }

    [Fact]
    public void An_image_does_not_depend_on_its_neighbours_in_the_batch()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var network = new UNet(Tiny);
        nn.init.normal_(network.named_parameters().Single(p => p.name == "conv_out.weight").parameter);
        network.eval();
        var (x, t, c) = (randn(5, 3, 12, 12), rand(5), tensor([0L, 1, 2, 3, 0]));

        var together = network.call(x, t, c);
        var alone = network.call(x.narrow(0, 3, 1), t.narrow(0, 3, 1), c.narrow(0, 3, 1));

        // Kernels may sum in another order for another batch size; nothing more.
        Assert.True(together.narrow(0, 3, 1).allclose(alone, 1e-4, 1e-5));
    }

    [Fact]
    public void Weights_survive_a_file_and_a_wrong_file_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var from = new UNet(Tiny);
        using var to = new UNet(Tiny);
        nn.init.normal_(from.named_parameters().Single(p => p.name == "conv_out.weight").parameter);
        ModelWeights.Save(folder.At("good"), from);
        ModelWeights.Save(folder.At("other"), new UNet(Tiny with { Channels = [8, 24] }));

        using (var other = SafetensorsFile.Open(folder.At("other")))
            Assert.Contains(
                "expected",
                Assert.Throws<InvalidInputException>(() => ModelWeights.Load(other, folder.At("other"), to)).Message);
        Assert.Equal(0f, to.state_dict()["conv_out.weight"].abs().max().item<float>());
        using (var good = SafetensorsFile.Open(folder.At("good"))) ModelWeights.Load(good, folder.At("good"), to);

        foreach (var (name, tensor) in from.state_dict())
            Assert.Equal(tensor.detach().bytes.ToArray(), to.state_dict()[name].detach().bytes.ToArray());
    }
}
