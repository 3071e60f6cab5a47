using PathAlign.Models.Layers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Layers;

public sealed class AttentionTests
{
    // bfloat16 has 8 bits of mantissa; scores, weights and values are each rounded once.
    private const double Tolerance = 0.02;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_bfloat16_values_and_gradients_are_those_of_float32_within_its_rounding(bool masked)
    {
        using var scope = NewDisposeScope();
        var random = new torch.Generator(3);
        Tensor[] inputs = [.. new long[] { 12, 9, 9 }.Select(n => randn([2, 3, n, 8], generator: random))];
        using var mask = masked ? Mask() : null;

        var exact = Run(inputs, mask, ScalarType.Float32);
        var rounded = Run(inputs, mask, ScalarType.BFloat16);

        foreach (var (expected, found) in exact.Zip(rounded))
        {
            Assert.Equal(expected.shape, found.shape);
            var difference = (expected - found).norm().ToSingle() / expected.norm().ToSingle();
            Assert.InRange(difference, 0, Tolerance);
        }
    }

    [Fact]
    public void What_the_mask_forbids_is_not_seen()
    {
        using var scope = NewDisposeScope();
        var (query, key) = (randn(1, 1, 2, 4).bfloat16(), randn(1, 1, 3, 4).bfloat16());
        var value = tensor(new float[] { 1, 2, 1e30f }).reshape(1, 1, 3, 1).expand(1, 1, 3, 4).bfloat16();
        var mask = tensor(new float[] { 0, 0, float.NegativeInfinity }).reshape(1, 1, 1, 3).bfloat16();

        var mixed = Attention.Over(query, key, value, mask).to_type(ScalarType.Float32);

        Assert.InRange(mixed.min().ToSingle(), 0.99f, 2.01f);
        Assert.InRange(mixed.max().ToSingle(), 0.99f, 2.01f);
    }

    private static Tensor Mask()
    {
        var mask = zeros(2, 1, 1, 9);
        mask[1, 0, 0, TensorIndex.Slice(5)] = float.NegativeInfinity;
        return mask;
    }

    private static IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, Tensor? mask, ScalarType type)
    {
        var leaves = inputs.Select(x => x.detach().clone().requires_grad_()).ToArray();
        var mixed = Attention.Over(
            leaves[0].to(type), leaves[1].to(type), leaves[2].to(type), mask?.to(type)).to_type(ScalarType.Float32);
        mixed.square().sum().backward();
        return [mixed, .. leaves.Select(x => x.grad!)];
    }
}
