using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PathAlign.Tests.Torch;

/// <summary>The native part's own norm with activation and batched products of float32 against LibTorch's of float64.</summary>
[Collection(nameof(Alone))]
public sealed class FusedTests
{
    private static Func<Tensor[], Tensor> Norm(int groups) => leaves => Fused.GroupNormSiLU(leaves[0], groups, leaves[1], leaves[2]);
    private static Func<Tensor[], Tensor> Composed(int groups) => leaves => F.silu(F.group_norm(leaves[0], groups, leaves[1], leaves[2]));
    private static Tensor Product(Tensor[] leaves) => leaves[0].bmm(leaves[1]);

    [Theory]
    [InlineData(8, 1, 4, 32, 28)]
    [InlineData(8, 1, 3, 24, 7)]      // no whole vectors
    [InlineData(1, 100, 2, 5, 40)]    // far from zero, against which its spread is small
    [InlineData(64, 1, 1, 512, 14)]   // each image's own scale and shift
    [InlineData(2, 0, 2, 8, 1)]       // a place a channel
    public void A_norm_with_its_activation_and_its_gradients_are_those_of_float64(int groups, double centre, int batch, int channels, int side)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor[] leaves = [(randn(batch, channels, side, side) * 3) + centre, randn(channels) + 1, randn(channels) * 2];

        var found = Exact.WithGradients(Norm(groups), leaves, ScalarType.Float32);
        var expected = Exact.WithGradients(Composed(groups), leaves, ScalarType.Float64);

        Assert.All(found.Zip(expected), pair => Assert.InRange(Exact.Distance(pair.First, pair.Second), 0, 2e-5));
    }

    [Fact]
    public void Activations_far_from_zero_neither_vanish_nor_overflow()
    {
        using var scope = NewDisposeScope();
        Tensor[] leaves = [tensor(new[] { -1f, 1f }).reshape(1, 1, 2), tensor(new[] { 1000f }), tensor(new[] { 0f })];

        Assert.Equal([0f, 1000f], Norm(1)(leaves).data<float>().ToArray().Select(value => MathF.Round(value, 1)));
    }

    [Fact]
    public void What_is_no_number_stays_so()
    {
        using var scope = NewDisposeScope();
        Tensor[] leaves = [full([1, 8, 4, 4], float.NaN), ones(8), zeros(8)];

        Assert.True(Norm(8)(leaves).isnan().all().item<bool>());
    }

    [Fact]
    public void A_frozen_weight_passes_the_gradient_on_and_gets_none()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (input, weight, bias) = (randn(2, 16, 8, 8).requires_grad_(), ones(16), zeros(16));

        Fused.GroupNormSiLU(input, 8, weight, bias).sum().backward();

        Assert.True(input.grad!.abs().max().item<float>() > 0);
        Assert.Null(weight.grad);
    }

    [Fact]
    public void A_norm_s_gradient_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] leaves = [randn(2, 16, 8, 8), randn(16) + 1, randn(16)];

        Assert.InRange(Exact.Distance(Exact.Curvature(Norm(8), leaves, ScalarType.Float32), Exact.Curvature(Composed(8), leaves, ScalarType.Float64)), 0, 2e-5);
    }

    [Theory]
    [InlineData(144, 49, 32, 49)]
    [InlineData(3, 1, 5, 7)]
    [InlineData(2, 300, 1000, 70)]
    public void Batched_products_and_their_gradients_are_those_of_float64(int batch, int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        Tensor[] plain = [randn(batch, rows, inner), randn(batch, inner, columns)], turned = [randn(batch, inner, rows).transpose(1, 2), randn(batch, columns, inner).transpose(1, 2)];
        Tensor[] apart = [randn(batch, rows, 2 * inner).slice(2, 0, 2 * inner, 2), plain[1]];   // neither rows nor columns lie together

        foreach (var leaves in new[] { plain, turned, apart })
            Assert.All(Exact.WithGradients(Product, leaves, ScalarType.Float32).Zip(Exact.WithGradients(Product, leaves, ScalarType.Float64)), pair => Assert.InRange(Exact.Distance(pair.First, pair.Second), 0, 2e-5));
    }

    [Fact]
    public void A_product_s_gradient_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        Tensor[] leaves = [randn(2, 16, 8), randn(2, 8, 16)];

        Assert.InRange(Exact.Distance(Exact.Curvature(Product, leaves, ScalarType.Float32), Exact.Curvature(Product, leaves, ScalarType.Float64)), 0, 2e-5);
    }

    [Theory]
    [InlineData(49, 32, 49)]
    [InlineData(49, 49, 32)]
    [InlineData(196, 64, 196)]
    [InlineData(256, 1024, 64)]
    public void No_bit_of_a_product_depends_on_what_lies_beside_it(int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        manual_seed(6);
        var (first, second) = (randn(144, inner, rows).transpose(1, 2), randn(144, inner, columns));
        var together = first.bmm(second);

        foreach (var (start, count) in new[] { (0, 1), (143, 1), (3, 4), (17, 16), (2, 36) })
            Assert.Equal(0, (first.narrow(0, start, count).bmm(second.narrow(0, start, count)) - together.narrow(0, start, count)).abs().max().item<float>());
    }

    [Fact]
    public void Matrices_that_do_not_fit_together_are_refused()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => randn(2, 3, 4).bmm(randn(2, 3, 4)));

        Assert.Contains("aten::bmm(Float32[2,3,4], Float32[2,3,4])", error.Message);
    }
}
