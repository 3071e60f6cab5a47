using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models;

public sealed class GuidedPredictorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly UNet _network;
    private readonly Tensor _noisy, _labels = tensor([1L, 4]);

    public GuidedPredictorTests()
    {
        using var random = new torch.Generator(3);
        _network = new UNet(new UNetConfig(8, Channels: [16, 16], AttentionLevels: [1], HeadChannels: 16));
        using var mode = no_grad();
        // its last layer starts at zero, which no guidance changes
        foreach (var parameter in _network.parameters()) parameter.normal_(0, 0.2, random);
        _network.eval();
        _noisy = randn(2, 3, 8, 8, generator: random);
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(900, false)]
    [InlineData(500, true)]
    [InlineData(100, false)]
    public void Guidance_acts_within_its_range_of_noise_only(int step, bool guided)
    {
        using var mode = no_grad();

        var difference = (Clean(guidance: 3, step) - Clean(guidance: 1, step)).abs().max().item<float>();

        Assert.Equal(guided, difference > 1e-4);
    }

    [Fact]
    public void Another_range_is_taken_when_given()
    {
        using var mode = no_grad();
        var everywhere = new GuidedPredictor(
            _network, NoiseSchedule.Cosine, Prediction.V, _labels, new GuidanceSettings(3, 0, 1));

        Assert.False(everywhere.Clean(_noisy, 100).allclose(Clean(guidance: 3, 100)));
        Assert.True(everywhere.Clean(_noisy, 500).allclose(Clean(guidance: 3, 500)));
    }

    private Tensor Clean(double guidance, int step) =>
        new GuidedPredictor(
            _network,
            NoiseSchedule.Cosine,
            Prediction.V,
            _labels,
            GuidanceSettings.OfClasses with { Strength = guidance }).Clean(_noisy, step);
}
