using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Torch;

[Collection(nameof(Alone))]
public sealed class AutocastTests
{
    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    public void Convolutions_and_products_are_computed_in_it_and_nothing_after(string precision, ScalarType expected)
    {
        using var scope = NewDisposeScope();
        var (convolution, linear) = (nn.Conv2d(3, 4, 3, padding: 1), nn.Linear(4, 5));
        (Tensor Convolved, Tensor Product) Call()
        {
            var convolved = convolution.call(ones(2, 3, 8, 8));
            return (convolved, linear.call(convolved.mean([2, 3])));
        }

        (Tensor, Tensor) within;
        using (ComputePrecision.Use(precision)) within = Call();
        var after = Call();

        Assert.Equal((expected, expected), (within.Item1.dtype, within.Item2.dtype));
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (after.Convolved.dtype, after.Product.dtype));
    }

    [Fact]
    public void Gradients_come_in_the_type_of_the_weights_and_near_those_of_float32()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (convolution, norm, images) = (nn.Conv2d(3, 8, 3, padding: 1), nn.GroupNorm(2, 8), randn(4, 3, 8, 8));
        Tensor Gradient(string precision)
        {
            Tensor result;
            using (ComputePrecision.Use(precision)) result = norm.call(convolution.call(images));
            convolution.zero_grad();
            result.pow(3).mean().backward();
            return convolution.weight.grad!.clone();
        }

        var (whole, mixed) = (Gradient("float32"), Gradient("bfloat16"));

        Assert.Equal(ScalarType.Float32, mixed.dtype);
        Assert.InRange(((mixed - whole).norm() / whole.norm()).item<float>(), 1e-6f, 0.05f);
    }

    [Fact]
    public async Task Other_threads_compute_as_before()
    {
        using var precision = ComputePrecision.Use("bfloat16");

        var type = await Task.Factory.StartNew(() =>
        {
            using var product = ones(2, 2).mm(ones(2, 2));
            return product.dtype;
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.Equal(ScalarType.Float32, type);
    }

    [Theory]
    [InlineData("float8", "expected float32|bfloat16|float16, found 'float8'")]
    [InlineData("float16", "float16 expects a GPU, found cpu")]
    public void What_is_not_computed_in_here_is_refused(string precision, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => ComputePrecision.Use(precision)).Message);
}
