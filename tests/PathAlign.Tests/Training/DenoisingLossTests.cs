using PathAlign.Models;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Tests.Sampling;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training;

public sealed class DenoisingLossTests
{
    [Fact]
    public void A_network_that_predicts_nothing_loses_the_weighted_square_of_the_noise()
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(1);
        using var network = new UNet(TinyGenerator.Shape).Drawn(random);
        using (var mode = no_grad())
            foreach (var (name, parameter) in network.named_parameters())
                if (name.StartsWith("conv_out", StringComparison.Ordinal)) parameter.zero_();
        int[] levels = [100, 900];
        var (clean, noise) = (randn([2, 3, 8, 8], generator: random), randn([2, 3, 8, 8], generator: random));
        var loss = new DenoisingLoss(network, NoiseSchedule.Cosine, Prediction.Epsilon, snrGamma: 5);

        var found = loss.PerImage(clean, tensor(new long[] { 0, 1 }), noise, levels).data<float>().ToArray();

        var squares = noise.square().mean([1, 2, 3]).data<float>().ToArray();
        for (var i = 0; i < levels.Length; i++)
            Assert.Equal(squares[i] * Weight(NoiseSchedule.Cosine.SignalToNoise(levels[i])), found[i], 1e-4);
    }

    private static double Weight(double signalToNoise) => Math.Min(signalToNoise, 5) / signalToNoise;
}
