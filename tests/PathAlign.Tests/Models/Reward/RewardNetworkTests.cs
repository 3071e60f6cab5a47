using PathAlign.Models.Classifier;
using PathAlign.Models.Reward;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Reward;

public sealed class RewardNetworkTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly RewardNetwork _network = new(new ResNet18(9), classes: 9, criteria: 6, members: 3);

    public RewardNetworkTests()
    {
        _network.eval();
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(13)]
    public void Rewards_are_probabilities_of_each_image(int size)
    {
        var (images, labels) = ((rand(4, 3, size, size) * 2) - 1, tensor([0L, 3, 8, 8]));

        var reward = _network.call(images, labels);
        var (ensemble, guard) = _network.Both(images, labels);

        Assert.Equal([4], reward.shape);
        Assert.Equal([4], guard.shape);
        Assert.Equal([3, 4], _network.Members(_network.Features(images), labels).shape);
        Assert.True(ensemble.allclose(reward));
        Assert.All(
            reward.data<float>().ToArray().Concat(guard.data<float>().ToArray()),
            p => Assert.InRange(p, 0f, 1f));
        Assert.Equal([4, 7], _network.Heads[0].call(zeros(4, 2 * StyleFeatures.Count), labels).shape);
    }

    [Fact]
    public void The_reward_is_the_mean_of_the_members_and_the_guard_takes_no_part()
    {
        var (images, labels) = (rand(2, 3, 8, 8), tensor([1L, 2]));
        var before = _network.call(images, labels);

        foreach (var parameter in _network.Guard.parameters()) nn.init.constant_(parameter, 1);

        Assert.True(before.allclose(_network.Members(_network.Features(images), labels).mean([0])));
        Assert.Equal(WeightBits.Of(before), WeightBits.Of(_network.call(images, labels)));
        Assert.False(before.allclose(_network.Both(images, labels).guard, 1e-3, 1e-3));
    }

    [Fact]
    public void What_guides_is_the_reward_and_the_probability_that_the_trunk_gives_the_class()
    {
        using var trunk = new ResNet18(9);
        trunk.eval();
        using var network = new RewardNetwork(trunk, classes: 9, criteria: 6, members: 2);
        network.eval();
        var (images, labels) = ((rand(4, 3, 8, 8) * 2) - 1, tensor([0L, 3, 8, 8]));

        var (plausibility, classProbability) = network.Guide(images, labels);

        Assert.True(plausibility.allclose(network.call(images, labels)));
        Assert.True(
            classProbability.allclose(
                trunk.call(images).softmax(1).gather(1, labels.unsqueeze(1)).squeeze(1), 1e-4, 1e-5));
    }

    [Fact]
    public void Gradients_to_the_pixels_are_finite_for_textured_and_for_flat_images_and_leave_the_trunk_alone()
    {
        var images = cat([rand(1, 3, 8, 8), zeros(1, 3, 8, 8), ones(1, 3, 8, 8), -ones(1, 3, 8, 8)]).requires_grad_();

        _network.call(images, tensor([0L, 1, 2, 3])).log().sum().backward();

        var gradient = images.grad!;
        Assert.All(gradient.data<float>().ToArray(), g => Assert.True(float.IsFinite(g)));
        Assert.All(
            Enumerable.Range(0, 4),
            i => Assert.True(gradient.select(0, i).abs().max().item<float>() > 0, $"image {i}"));
        Assert.All(
            _network.named_parameters().Where(e => e.name.StartsWith("trunk.", StringComparison.Ordinal)),
            e => Assert.False(e.parameter.requires_grad));
    }

    [Fact]
    public void A_higher_temperature_brings_a_member_nearer_to_one_half()
    {
        var (features, labels) = (_network.Features(rand(2, 3, 8, 8)), tensor([1L, 2]));
        double Away() => (_network.Members(features, labels) - 0.5).abs().min().item<float>();

        _network.Temperature = 0.5;
        var sharp = Away();
        _network.Temperature = 5;

        Assert.Equal(5, _network.Temperature);
        Assert.True(Away() < sharp);
    }

    [Fact]
    public void Style_features_are_moments_by_their_closed_form_and_flow_from_every_stage()
    {
        using var trunk = new ResNet18(9);
        trunk.eval();
        var image = stack(
            [full([4, 4], 0.5f), arange(16, ScalarType.Float32).reshape(4, 4) / 16, zeros(4, 4)]).unsqueeze(0);

        var features = StyleFeatures.Of(trunk, image).data<float>().ToArray();

        Assert.Equal(StyleFeatures.Count, features.Length);
        Assert.Equal([0.5, 7.5 / 16, 0], features[..3].Select(v => Math.Round(v, 6)));
        Assert.Equal(Math.Sqrt(1e-5), features[3], 1e-6);
        Assert.Equal(Math.Sqrt((255 / 12.0 / 256) + 1e-5), features[4], 1e-5);
        Assert.Equal(trunk.Features(image).data<float>().ToArray(), features[^1024..^512]);
    }
}
