using PathAlign.Models.Reward;
using PathAlign.Reward.Ordering;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Reward.Ordering;

[Collection(nameof(Alone))]
public sealed class ImageScoresTests
{
    [Fact]
    public void Members_that_are_alike_agree_and_members_that_differ_do_not()
    {
        using var network = ToyRatings.Network(members: 2);
        var tiles = ToyRatings.Real(18);
        var apart = ImageScores.Of(network, tiles, CancellationToken.None);
        network.Heads[1].load_state_dict(network.Heads[0].state_dict());

        var alike = ImageScores.Of(network, tiles, CancellationToken.None);

        Assert.All(apart.Disagreement, d => Assert.InRange(d, 1e-9, Math.Log(2)));
        Assert.All(alike.Disagreement, d => Assert.Equal(0, d, 1e-9));
        Assert.Equal(18, alike.Points.Count);
        Assert.All(alike.Points, p => Assert.Equal(StyleFeatures.Count, p.Length));
    }

    [Fact]
    public void Scoring_leaves_no_tensor_behind_and_changes_no_weight()
    {
        using var network = ToyRatings.Network(members: 2);
        ImageScores.Of(network, ToyRatings.Real(9), CancellationToken.None);
        var (before, weights) = (LiveTensors.Settled(), Models.WeightBits.Of(network));

        ImageScores.Of(network, ToyRatings.Real(9), CancellationToken.None);

        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(weights, Models.WeightBits.Of(network));
    }
}
