using PathAlign.Files;
using PathAlign.Models.Weights;
using PathAlign.Tests.Files;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Weights;

public sealed class HalfPrecisionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Halves_come_back_widened_and_whole_numbers_as_they_were()
    {
        var (weights, count) = (tensor([1f, -2.5f, 0.1f, 0]), tensor(70_000L));
        Write(("weights", weights), ("count", count));
        var (widened, same) = (zeros(4), tensor(0L));

        Load(("weights", widened), ("count", same));

        // four halves beside one whole number
        Assert.Equal(8, new FileInfo(_folder.At("half")).Length - Header() - 8);
        Assert.Equal([1f, -2.5f, (float)(Half)0.1f, 0], widened.data<float>().ToArray());
        Assert.Equal(70_000, same.item<long>());
        Assert.True(widened.allclose(weights, 1e-3));
    }

    [Fact]
    public void A_tensor_beyond_the_range_of_halves_keeps_its_precision_instead_of_becoming_infinite()
    {
        Write(("small", tensor([65504f])), ("large", tensor([1e6f, 0.1f])));
        var (small, large) = (zeros(1), zeros(2));

        Load(("small", small), ("large", large));

        Assert.Equal(65504, small.item<float>());
        Assert.Equal([1e6f, 0.1f], large.data<float>().ToArray());
    }

    [Fact]
    public void Brain_floats_are_widened_and_nothing_else_is_converted()
    {
        Write(("a", tensor([1.5f])));
        ModelWeightsOf("brain", tensor([1.5f, -3]).to(ScalarType.BFloat16));
        var widened = zeros(2);
        using (var file = SafetensorsFile.Open(_folder.At("brain")))
            ModelWeights.Load(file, "brain", [("a", widened)], exact: true);

        Assert.Equal([1.5f, -3], widened.data<float>().ToArray());
        var doubled = zeros([1], ScalarType.Float64);
        Assert.Contains(
            "expected F64, found F16", Assert.Throws<InvalidInputException>(() => Load(("a", doubled))).Message);
        ModelWeightsOf("single", tensor([1.5f]));
        using var single = SafetensorsFile.Open(_folder.At("single"));
        Assert.Contains(
            "expected F16, found F32",
            Assert.Throws<InvalidInputException>(
                () => ModelWeights.Load(
                    single,
                    "single",
                    [("a", zeros([1], ScalarType.Float16))],
                    exact: true)).Message);
    }

    [Fact]
    public void A_half_that_is_no_number_is_refused()
    {
        ModelWeightsOf("nan", tensor([float.NaN]).to(ScalarType.Float16));
        using var file = SafetensorsFile.Open(_folder.At("nan"));
        var target = ones(1);

        Assert.Contains(
            "finite",
            Assert.Throws<InvalidInputException>(
                () => ModelWeights.Load(file, "nan", [("a", target)], exact: true)).Message);

        Assert.Equal(1, target.item<float>());
    }

    private void ModelWeightsOf(string name, Tensor tensor) =>
        SafetensorsWriter.Write(_folder.At(name), ModelWeights.Export([("a", tensor)]));

    private void Write(params (string, Tensor)[] tensors) =>
        SafetensorsWriter.Write(_folder.At("half"), ModelWeights.ExportHalf(tensors));

    private void Load(params (string, Tensor)[] tensors)
    {
        using var file = SafetensorsFile.Open(_folder.At("half"));
        ModelWeights.Load(file, _folder.At("half"), tensors, exact: true);
    }

    /// <summary>The bytes before the data.</summary>
    private long Header() => 8 + BitConverter.ToInt64(File.ReadAllBytes(_folder.At("half")));
}
