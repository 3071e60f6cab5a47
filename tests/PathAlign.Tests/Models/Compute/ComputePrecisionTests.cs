using PathAlign.Contracts.Plans;
using PathAlign.Models.Compute;
using PathAlign.Models.Layers;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Compute;

[Collection(nameof(Alone))]
public sealed class ComputePrecisionTests
{
    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    public void Convolutions_and_products_are_computed_in_it_and_nothing_after(string precision, ScalarType expected)
    {
        using var scope = NewDisposeScope();
        var (convolution, linear) = (new MixedConv2d(3, 4, 3, padding: 1), new MixedLinear(4, 5));
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
        var (convolution, norm, images) = (new MixedConv2d(3, 8, 3, padding: 1), Norm.Group(2, 8), randn(4, 3, 8, 8));
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
    public void A_scope_within_another_ends_where_the_other_goes_on()
    {
        using var outer = ComputePrecision.Use("bfloat16");
        using (ComputePrecision.Use("float32")) Assert.Equal("float32", ComputePrecision.Current);

        Assert.Equal("bfloat16", ComputePrecision.Current);
    }

    [Fact]
    public async Task Other_threads_compute_as_before()
    {
        using var precision = ComputePrecision.Use("bfloat16");

        var there = await Task.Factory.StartNew(() => ComputePrecision.Current,
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.Equal("float32", there);
    }

    [Fact]
    public void Auto_is_bfloat16_where_there_are_units_for_it() =>
        Assert.Equal(Processor.HasBFloat16 ? "bfloat16" : "float32", ComputePrecision.Of("auto"));

    [Theory]
    [InlineData("float8", "expected auto|float32|bfloat16|float16, found 'float8'")]
    [InlineData("float16", "float16 needs a GPU")]
    public void What_is_not_computed_in_here_is_refused(string precision, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => ComputePrecision.Use(precision)).Message);

    [Fact]
    public void A_plan_takes_the_names_that_networks_take()
    {
        var property = typeof(RoundPlan).GetProperty(nameof(RoundPlan.Precision))!;

        Assert.Equal(ComputePrecision.Names, property.GetCustomAttribute<RegularExpressionAttribute>()!.Pattern);
    }

    [Theory]
    [InlineData("LibTorch 2.10.0, bfloat16, avx512_bf16")]
    [InlineData("LibTorch 2.7.1, float32, avx2/default")]
    public void A_stamp_reads_what_it_writes(string text) => Assert.Equal(text, ComputeStamp.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("LibTorch 2.10.0, float8, avx2")]
    [InlineData("LibTorch 2.10.0, float32, <script>")]
    public void What_is_no_stamp_is_not_read(string text) => Assert.Null(ComputeStamp.Parse(text));
}
