using PathAlign.Models.Classifier;
using PathAlign.Models.Generator;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models;

[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    [Fact]
    public void A_forward_pass_leaves_only_its_result()
    {
        using var unet = new UNet(
            new UNetConfig(Size: 8, Classes: 3, Channels: [8, 16], AttentionLevels: [1], HeadChannels: 8));
        using var resnet = new ResNet18(9);
        using var scope = NewDisposeScope();
        var (x, t, c) = (randn(2, 3, 8, 8), rand(2), tensor([0L, 1L]));
        var before = LiveTensors.Settled();

        var drawn = unet.call(x, t, c);
        var features = resnet.Features(x);

        Assert.Equal(before + 2, Tensor.TotalCount);
        Assert.False(drawn.IsInvalid || features.IsInvalid);
    }
}
