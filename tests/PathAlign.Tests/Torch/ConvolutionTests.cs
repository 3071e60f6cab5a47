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

        var found = Convolve(leaves, ScalarType.Float32, stride, padding);
        var expected = Convolve(leaves, ScalarType.Float64, stride, padding);

        Assert.All(found.Zip(expected), pair => Assert.InRange(Distance(pair.First, pair.Second), 0, 2e-5));
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

        Assert.InRange(Distance(together, F.conv2d(images.to(ScalarType.Float64), weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), padding: [1, 1])), 0, 2e-5);
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
        Assert.InRange(Distance(input.grad![0, TensorIndex.Colon, 4, 4], weight.sum([0, 2, 3])), 0, 2e-5);
        Assert.Null(weight.grad);
    }

    [Fact]
    public void A_gradient_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] leaves = [randn(2, 16, 8, 8), randn(16, 16, 3, 3)];

        Assert.InRange(Distance(Curvature(leaves, ScalarType.Float32), Curvature(leaves, ScalarType.Float64)), 0, 2e-5);
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

    /// <summary>The result, then the gradient of each leaf by its squares' sum.</summary>
    private static Tensor[] Convolve(Tensor[] leaves, ScalarType type, int stride, int padding)
    {
        var own = leaves.Select(leaf => leaf.to(type).detach().requires_grad_()).ToArray();
        var result = F.conv2d(own[0], own[1], own.ElementAtOrDefault(2), [stride, stride], [padding, padding]);
        result.pow(2).sum().backward();
        return [result, .. own.Select(leaf => leaf.grad!)];
    }

    private static Tensor Curvature(Tensor[] leaves, ScalarType type)
    {
        var own = leaves.Select(leaf => leaf.to(type).detach().requires_grad_()).ToArray();
        var gradient = autograd.grad([F.conv2d(own[0], own[1], padding: [1, 1]).pow(3).sum()], [own[0]], create_graph: true)[0];
        return autograd.grad([gradient.pow(2).sum()], [own[1]])[0];
    }

    private static double Distance(Tensor found, Tensor expected)
    {
        var exact = expected.to(ScalarType.Float64);
        return ((found.to(ScalarType.Float64) - exact).norm() / exact.norm()).item<double>();
    }
}
