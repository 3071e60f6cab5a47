using PathAlign.Models.Reward;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Reward;

public sealed class ClassNormsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ClassNorms _norms = new(3, 2);

    public void Dispose()
    {
        _norms.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Deviations_are_those_from_the_own_class_with_their_sizes_beside_them()
    {
        // Class 0: means 2 and 10, deviations 1 and 2. Class 1: one feature that never varies.
        _norms.Fit(tensor([1f, 8, 2, 10, 3, 12, 5, 0, 5, 4], [5, 2]), [0, 0, 0, 1, 1]);

        var seen = _norms.call(tensor([3f, 6, 3, 6, 5, 2], [3, 2]), tensor([0L, 2, 1])).data<float>().ToArray();

        Assert.Equal([1, -2, 1, 2], seen[..4].Select(v => Math.Round(v, 5)));
        // no tiles of class 2: features as they are
        Assert.Equal([3, 6, 3, 6], seen[4..8].Select(v => Math.Round(v, 5)));
        Assert.Equal([0, 0, 0, 0], seen[8..].Select(v => Math.Round(Math.Abs(v), 5)));
    }

    [Fact]
    public void One_wild_feature_is_capped()
    {
        Assert.Equal([8f, -8, 8, 8], _norms.call(tensor([1e9f, -50], [1, 2]), tensor([0L])).data<float>().ToArray());
    }

    [Fact]
    public void A_class_of_a_single_tile_gives_numbers()
    {
        _norms.Fit(tensor([1f, 8], [1, 2]), [1]);

        Assert.Equal([0f, 0, 0, 0], _norms.call(tensor([1f, 8], [1, 2]), tensor([1L])).data<float>().ToArray());
        Assert.Equal(8, _norms.call(tensor([2f, 8], [1, 2]), tensor([1L])).max().item<float>());
    }
}
