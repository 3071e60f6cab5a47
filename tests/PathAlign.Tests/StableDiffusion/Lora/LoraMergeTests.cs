using PathAlign.Files;
using PathAlign.StableDiffusion.Lora;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static PathAlign.Tests.StableDiffusion.Lora.LoraTensors;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion.Lora;

public sealed class LoraMergeTests : IDisposable
{
    private readonly Linear _linear = nn.Linear(2, 2);
    private readonly Conv2d _conv = nn.Conv2d(2, 1, kernel_size: 3);
    private readonly nn.Module _network;
    private readonly LoraChange _first = new(
    [
        new LoraModule("linear", Matrix([1, 2], 1, 2), Matrix([2, 1], 3, 4), Alpha: 1),
        new LoraModule("conv", Matrix([1, 2, 3, 3], Counted(18)), Matrix([1, 1, 1, 1], 2), Alpha: 0.5),
    ]);
    private readonly LoraChange _second = new(
        [new LoraModule("linear", Matrix([2, 2, 1, 1], 1, 0, 0, 1), Matrix([2, 2, 1, 1], 1, 0, 0, 1), Alpha: 4)]);

    public LoraMergeTests()
    {
        _network = nn.Sequential(("linear", _linear), ("conv", _conv));
    }

    public void Dispose()
    {
        _network.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void The_weights_are_their_own_plus_each_change_times_its_weight_and_scale()
    {
        using var scope = NewDisposeScope();
        var (linear, conv) = (_linear.weight.clone(), _conv.weight.clone());
        using var merge = new LoraMerge(_network);

        merge.Apply((_first, 0.5), (_second, -1));

        // first: BA = [[3, 6], [4, 8]], times 0.5; second: the identity times α/r = 2, times −1
        var expected = linear + tensor(new[] { 1.5f - 2, 3, 2, 4 - 2 }, [2, 2]);
        Assert.True(expected.allclose(_linear.weight, 1e-6, 1e-6));
        var kernel = conv + (tensor(Counted(18), [1, 2, 3, 3]) * (0.5 * 0.5 * 2));
        Assert.True(kernel.allclose(_conv.weight, 1e-6, 1e-6));
    }

    [Fact]
    public void Applying_again_starts_from_the_networks_own_weights()
    {
        using var scope = NewDisposeScope();
        var linear = _linear.weight.clone();
        using var merge = new LoraMerge(_network);

        merge.Apply((_first, 1));
        merge.Apply((_second, 1));

        Assert.True((linear + (2 * eye(2))).allclose(_linear.weight, 1e-6, 1e-6));
    }

    [Fact]
    public void The_network_gets_its_own_bits_back()
    {
        using var scope = NewDisposeScope();
        var (linear, conv) = (_linear.weight.clone(), _conv.weight.clone());
        var merge = new LoraMerge(_network);
        merge.Apply((_first, 0.3), (_second, 1e6));
        Assert.False(linear.equal(_linear.weight).all().item<bool>());

        merge.Dispose();

        Assert.Equal(linear.data<float>().ToArray(), _linear.weight.data<float>().ToArray());
        Assert.Equal(conv.data<float>().ToArray(), _conv.weight.data<float>().ToArray());
    }

    [Fact]
    public void A_change_of_half_precision_weights_is_summed_in_float32()
    {
        using var scope = NewDisposeScope();
        using var half = nn.Linear(2, 2).to(ScalarType.Float16);
        using var network = nn.Sequential(("linear", half));
        using var merge = new LoraMerge(network);
        var expected = (half.weight.to(ScalarType.Float32) + (2 * eye(2))).to(ScalarType.Float16);

        merge.Apply((_second, 1));

        Assert.Equal(ScalarType.Float16, half.weight.dtype);
        Assert.True(expected.equal(half.weight).all().item<bool>());
    }

    [Theory]
    [InlineData("other", new long[] { 1, 2 }, new long[] { 2, 1 }, "expected a module of the network")]
    [InlineData("linear", new long[] { 1, 3 }, new long[] { 2, 1 }, "a change of [2,2], found B [2,1] and A [1,3]")]
    [InlineData("linear", new long[] { 1, 2 }, new long[] { 3, 1 }, "a change of [2,2], found B [3,1] and A [1,2]")]
    [InlineData("conv", new long[] { 1, 2, 1, 1 }, new long[] { 1, 1 }, "expected a change of [1,2,3,3]")]
    public void A_change_that_does_not_fit_leaves_the_network_as_it_was(
        string module, long[] a, long[] b, string message)
    {
        using var scope = NewDisposeScope();
        using var merge = new LoraMerge(_network);
        merge.Apply((_first, 1));
        var before = _linear.weight.clone();
        using var wrong = new LoraChange([new LoraModule(module, zeros(a), zeros(b), 1)], "wrong.safetensors");

        var error = Assert.Throws<InvalidInputException>(() => merge.Apply((_second, 1), (wrong, 1)));

        Assert.StartsWith($"wrong.safetensors: module '{module}': expected ", error.Message);
        Assert.Contains(message, error.Message);
        Assert.Equal(before.data<float>().ToArray(), _linear.weight.data<float>().ToArray());
    }

    [Fact]
    public void A_weight_that_is_no_number_is_refused()
    {
        using var merge = new LoraMerge(_network);

        Assert.Throws<ArgumentException>(() => merge.Apply((_first, double.NaN)));
    }

    private static float[] Counted(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];
}
