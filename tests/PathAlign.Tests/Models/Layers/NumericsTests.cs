using PathAlign.Models.Compute;
using PathAlign.Models.Layers;
using PathAlign.Tests.Device;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PathAlign.Tests.Models.Layers;

/// <summary>
/// What networks are made of against float64, with the kernels of this process. <see cref="ProcessorMatrixTests"/>
/// repeats them with the kernels of other processors, and <c>PATHALIGN_TEST_DEVICE=cuda</c> has a GPU compute.
/// </summary>
[Collection(nameof(Alone))]
public sealed class NumericsTests : IDisposable
{
    private static readonly Dictionary<string, double> Tolerance = new()
    {
        ["float32"] = TestDevice.IsNamed ? 2e-3 : 2e-5,   // GPUs multiply float32 in TF32, which has ten bits
        ["bfloat16"] = 1.5e-2,
    };

    private readonly IDisposable? _device = TestDevice.IsNamed ? TestDevice.Use() : null;

    public void Dispose() => _device?.Dispose();

    public static TheoryData<string, int, int, int, int, int, int, int> Convolutions
    {
        get
        {
            var data = new TheoryData<string, int, int, int, int, int, int, int>();
            foreach (var precision in Tolerance.Keys)
            {
                data.Add(precision, 16, 64, 64, 28, 3, 1, 1);
                data.Add(precision, 5, 3, 64, 28, 3, 1, 1);      // a stem
                data.Add(precision, 3, 256, 128, 7, 3, 1, 1);
                data.Add(precision, 2, 20, 12, 9, 3, 1, 1);      // no whole blocks of channels
                data.Add(precision, 4, 64, 128, 28, 3, 2, 1);
                data.Add(precision, 4, 64, 128, 28, 1, 2, 0);
                data.Add(precision, 1, 3, 8, 56, 7, 2, 3);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolutions_and_their_gradients_are_near_those_of_float64(
        string precision, int batch, int inputs, int outputs, int side, int kernel, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var weights = randn(outputs, inputs, kernel, kernel) / (kernel * Math.Sqrt(inputs));
        AssertNear(precision, [randn(batch, inputs, side, side), weights, randn(outputs)], (own, cast) =>
            F.conv2d(cast(own[0]), cast(own[1]), cast(own[2]), [stride, stride], [padding, padding]));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    public void Products_and_attention_are_near_those_of_float64(string precision)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        AssertNear(precision, [randn(7, 96), randn(40, 96) / 10, randn(40)], (own, cast) =>
            F.linear(cast(own[0]), cast(own[1]), cast(own[2])));
        AssertNear(precision, [randn(2, 4, 49, 32), randn(2, 4, 49, 32), randn(2, 4, 49, 32)], (own, cast) =>
            F.scaled_dot_product_attention(cast(own[0]), cast(own[1]), cast(own[2])));
    }

    [Theory]
    [InlineData("float32", 8, 0, 4, 32, 28)]
    [InlineData("float32", 8, 0, 3, 24, 7)]      // no whole vectors
    [InlineData("float32", 1, 100, 2, 5, 40)]    // far from zero, against which its spread is small
    [InlineData("bfloat16", 8, 0, 4, 32, 28)]
    public void A_norm_with_its_activation_is_near_that_of_float64(
        string precision, int groups, double centre, int batch, int channels, int side)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] leaves = [(randn(batch, channels, side, side) * 3) + centre, randn(channels) + 1, randn(channels) * 2];
        AssertNear(precision, leaves, (own, cast) => Norm.GroupSiLU(cast(own[0]), groups, own[1], own[2]));
    }

    [Fact]
    public void A_fresh_norm_scales_by_one_and_shifts_by_nothing()
    {
        using var scope = NewDisposeScope();
        var norm = Norm.Group(2, 64);

        Assert.All(norm.weight.data<float>().ToArray(), value => Assert.Equal(1, value));
        Assert.All(norm.bias!.data<float>().ToArray(), value => Assert.Equal(0, value));
    }

    private static void AssertNear(
        string precision, Tensor[] leaves, Func<Tensor[], Func<Tensor, Tensor>, Tensor> operation)
    {
        using var chosen = ComputePrecision.Use(precision);
        Tensor Mixed(Tensor[] own) => operation(own, ComputePrecision.Cast).to(ScalarType.Float32);

        var found = Exact.WithGradients(Mixed, leaves, ScalarType.Float32);
        var expected = Exact.WithGradients(own => operation(own, x => x), leaves, ScalarType.Float64);

        Assert.All(found.Zip(expected), pair =>
            Assert.InRange(Exact.Distance(pair.First, pair.Second), 0, Tolerance[precision]));
    }
}
