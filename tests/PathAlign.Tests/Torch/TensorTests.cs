using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Torch;

[Collection(nameof(Alone))]
public sealed class TensorTests
{
    [Fact]
    public void Arithmetic_follows_broadcasting()
    {
        using var scope = NewDisposeScope();

        var result = ((tensor([1f, 2f, 3f]) * 2) + tensor([10f, 20f]).unsqueeze(1)).sum();   // two rows: 2 + 4 + 6 + 3·10 and 2 + 4 + 6 + 3·20

        Assert.Equal(114f, result.item<float>());
    }

    [Fact]
    public void Gradients_match_the_closed_form()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, -2f, 3f], requires_grad: true);

        (x.pow(3).sum() * 0.5).backward();

        Assert.Equal([1.5f, 6f, 13.5f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Nothing_is_recorded_without_gradients()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f], requires_grad: true);

        using (no_grad()) Assert.False((x * 2).requires_grad);

        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void An_error_names_the_operator_and_the_shapes()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ExternalException>(() => zeros(2, 3).matmul(zeros(4, 5)));

        Assert.Contains("aten::matmul(Float32[2,3], Float32[4,5])", error.Message);
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", error.Message);
    }

    [Fact]
    public void Indexing_reads_and_writes_parts()
    {
        using var scope = NewDisposeScope();
        var x = arange(12).reshape(3, 4);

        x[1, TensorIndex.Colon] = zeros([4], ScalarType.Int64);

        Assert.Equal([8L, 9, 10, 11], x[2].data<long>().ToArray());
        Assert.Equal([1L, 0, 9], x[TensorIndex.Colon, 1].contiguous().data<long>().ToArray());
        Assert.Equal([0L, 8], x[TensorIndex.Tensor(tensor([0L, 2L])), 0].data<long>().ToArray());
        Assert.Equal([2L, 3], x[0, 2..].data<long>().ToArray());
    }

    [Fact]
    public void A_scope_frees_what_was_made_in_it_and_keeps_what_was_moved_out()
    {
        var before = Tensor.TotalCount;
        Tensor kept;

        using (var scope = NewDisposeScope())
        {
            var sum = zeros(3) + ones(3);
            kept = scope.MoveToOuter(sum * 2);
        }

        Assert.Equal(before + 1, Tensor.TotalCount);
        Assert.Equal(6f, kept.sum(ScalarType.Float32).item<float>());
        kept.Dispose();
    }

    [Fact]
    public void A_freed_tensor_says_so()
    {
        var x = zeros(1);
        x.Dispose();

        Assert.Throws<ObjectDisposedException>(() => x.shape);
    }

    [Fact]
    public void A_generator_repeats_itself_from_its_seed_and_from_its_state()
    {
        using var scope = NewDisposeScope();
        using var first = new torch.Generator(7);
        using var second = new torch.Generator(7);

        var (a, b) = (randn([5], generator: first), randn([5], generator: second));
        using var state = first.get_state();
        var c = randn([5], generator: first);
        first.set_state(state);

        Assert.Equal(a.data<float>().ToArray(), b.data<float>().ToArray());
        Assert.Equal(c.data<float>().ToArray(), randn([5], generator: first).data<float>().ToArray());
    }

    [Fact]
    public void Type_and_back_keeps_what_the_narrow_type_can_hold()
    {
        using var scope = NewDisposeScope();

        var narrow = tensor([1f, 0.5f, -3f]).to(ScalarType.BFloat16);

        Assert.Equal(ScalarType.BFloat16, narrow.dtype);
        Assert.Equal([1f, 0.5f, -3f], narrow.to(ScalarType.Float32).data<float>().ToArray());
    }
}
