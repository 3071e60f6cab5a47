using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Reward.Training;
using PathAlign.Statistics;
using PathAlign.Tests.Models;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Reward.Training;

public sealed class CorruptedTilesTests : IDisposable
{
    private const double Visible = 0.02;   // of the range from black to white, on average over a tile
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _tiles = TileTensors.Signed(
        Phantom.Create(seed: 3, trainPerClass: 8, validationPerClass: 1, testPerClass: 1).Train,
        [.. Enumerable.Range(0, 72)]);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_tile_is_spoilt_visibly_and_stays_an_image()
    {
        var spoilt = Spoil(seed: 1);

        Assert.Equal(_tiles.shape, spoilt.shape);
        Assert.All(spoilt.data<float>().ToArray(), value => Assert.InRange(value, -1.001f, 1.001f));
        // glass has no stain to take away
        var tissue = Enumerable.Range(0, 72)
            .Where(i => DatasetDescription.Colorectal.Classes[i % 9].Code is not ("BACK" or "ADI"))
            .ToList();
        var change = ((spoilt - _tiles).abs().mean([1, 2, 3]) / 2).data<float>().ToArray();
        Assert.All(tissue, i => Assert.True(change[i] > Visible / 2, $"tile {i} changed by {change[i]}"));
        Assert.True(tissue.Average(i => change[i]) > Visible, $"mean change {tissue.Average(i => change[i])}");
    }

    [Fact]
    public void The_same_seeds_spoil_alike_and_others_otherwise()
    {
        Assert.Equal(WeightBits.Of(Spoil(seed: 1)), WeightBits.Of(Spoil(seed: 1)));
        Assert.NotEqual(WeightBits.Of(Spoil(seed: 1)), WeightBits.Of(Spoil(seed: 2)));
    }

    private Tensor Spoil(ulong seed) => CorruptedTiles.Of(_tiles, new CounterRandom(seed, 0));
}
