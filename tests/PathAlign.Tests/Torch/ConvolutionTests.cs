using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PathAlign.Tests.Torch;

/// <summary>The native part's own convolutions of float32 against LibTorch's of float64.</summary>
[Collection(nameof(Alone))]
public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(16, 64, 64, 28, 3, 1, 1, true)]
    [InlineData(5, 3, 64, 28, 3, 1, 1, true)]      // a stem
    [InlineData(3, 256, 128, 7, 3, 1, 1, false)]   // tiles of the transform hang over the border
    [InlineData(2, 20, 12, 9, 3, 1, 1, true)]      // no whole blocks of channels
    [InlineData(4, 64, 128, 28, 3, 2, 1, false)]
    [InlineData(4, 64, 128, 28, 1, 2, 0, true)]
    [InlineData(1, 3, 8, 56, 7, 2, 3, true)]
    public void Results_and_gradients_are_those_of_float64(int batch, int inputs, int outputs, int side, int kernel, int stride, int padding, bool hasBias)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor[] leaves = [randn(batch, inputs, side, side), randn(outputs, inputs, kernel, kernel) / (kernel * Math.Sqrt(inputs)), .. hasBias ? [randn(outputs)] : Array.Empty<Tensor>()];

        Tensor Convolve(Tensor[] own) => F.conv2d(own[0], own[1], own.ElementAtOrDefault(2), [stride, stride], [padding, padding]);

        var found = Exact.WithGradients(Convolve, leaves, ScalarType.Float32);
        var expected = Exact.WithGradients(Convolve, leaves, ScalarType.Float64);

        Assert.All(found.Zip(expected), pair => Assert.InRange(Exact.Distance(pair.First, pair.Second), 0, 2e-5));
    }

    [Theory]
    [InlineData(32, 32, 28)]
    [InlineData(96, 32, 28)]
    [InlineData(128, 128, 14)]
    public void Without_a_gradient_no_bit_depends_on_the_batch(int inputs, int outputs, int side)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        manual_seed(4);
        var (images, weight, bias) = (randn(40, inputs, side, side), randn(outputs, inputs, 3, 3), randn(outputs));
        var together = F.conv2d(images, weight, bias, padding: [1, 1]);

        Assert.InRange(Exact.Distance(together, F.conv2d(images.to(ScalarType.Float64), weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), padding: [1, 1])), 0, 2e-5);
        foreach (var (first, count) in new[] { (0, 1), (39, 1), (3, 4), (17, 8), (2, 36) })
            Assert.Equal(0, (F.conv2d(images.narrow(0, first, count).clone(), weight, bias, padding: [1, 1]) - together.narrow(0, first, count)).abs().max().item<float>());
    }

    [Fact]
    public void A_frozen_weight_passes_the_gradient_on_and_gets_none()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (input, weight) = (randn(2, 16, 8, 8).requires_grad_(), randn(16, 16, 3, 3));

        F.conv2d(input, weight, padding: [1, 1]).sum().backward();

        // The sum's gradient at a channel is the sum of the weights that see it.
        Assert.InRange(Exact.Distance(input.grad![0, TensorIndex.Colon, 4, 4], weight.sum([0, 2, 3])), 0, 2e-5);
        Assert.Null(weight.grad);
    }

    [Fact]
    public void A_gradient_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] leaves = [randn(2, 16, 8, 8), randn(16, 16, 3, 3)];

        Tensor Convolve(Tensor[] own) => F.conv2d(own[0], own[1], padding: [1, 1]);

        Assert.InRange(Exact.Distance(Exact.Curvature(Convolve, leaves, ScalarType.Float32), Exact.Curvature(Convolve, leaves, ScalarType.Float64)), 0, 2e-5);
    }

    [Theory]
    [InlineData(4, 3, 0, 1)]   // no stride
    [InlineData(4, 3, 1, 9)]   // no bias of this length
    [InlineData(4, 5, 1, 4)]   // other channels
    [InlineData(0, 3, 1, 4)]   // no channels at all
    public void What_does_not_fit_together_is_refused(int outputs, int inputs, int stride, int biases)
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ExternalException>(() => F.conv2d(randn(2, 3, 8, 8).requires_grad_(), randn(outputs, inputs, 3, 3), randn(biases), [stride, stride], [1, 1]));

        Assert.Contains("aten::conv2d(Float32[2,3,8,8]", error.Message);
    }
}
