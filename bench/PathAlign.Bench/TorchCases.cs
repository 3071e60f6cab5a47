using PathAlign.Models.Classifier;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench;

/// <summary>The timed cases; peer.py has the same cases, written in the usual way for PyTorch.</summary>
internal static class TorchCases
{
    private static UNetConfig Pixels { get; } = new(Dropout: 0);

    internal static IReadOnlyList<(string name, Func<Action> make, int repeats)> All() =>
    [
        ("small-operator", SmallOperator, 20_000),
        ("resnet18-training-step", ResNetStep, 3),
        ("unet-training-step", () => TrainingStep(Pixels), 5),
        ("unet-sampling", () => Sampling(Pixels, 18), 1),
        // fewer passes for a picture of the same use, and few tiles a pass
        ("unet-sampling-as-shipped", AsShipped, 1),
        .. LatentCases.All(),
    ];

    private static Action SmallOperator()
    {
        var (a, b) = (ones(8), ones(8));
        return () =>
        {
            using var mode = no_grad();
            (a + b).Dispose();
        };
    }

    private static Action ResNetStep()
    {
        var network = new ResNet18(9);
        var optimizer = new AdamW(network.parameters(), weightDecay: 0.05);
        var (x, y) = (randn(32, 3, 28, 28), randint(9, [32]));
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            nn.functional.cross_entropy(network.call(x), y).backward();
            optimizer.Step(1e-3);
        };
    }

    /// <summary>A step on sixteen images.</summary>
    internal static Action TrainingStep(UNetConfig config)
    {
        var network = new UNet(config);
        var optimizer = new AdamW(network.parameters(), weightDecay: 0.01);
        var x = randn(16, config.InputChannels, config.Size, config.Size);
        var (t, y) = (rand(16), randint(config.Classes, [16]));
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            nn.functional.mse_loss(network.call(x, t, y), x).backward();
            optimizer.Step(1e-3);
        };
    }

    /// <summary>Ten steps of DPM-Solver++(2M), guided at every step.</summary>
    internal static Action Sampling(UNetConfig config, int batch)
    {
        var network = new UNet(config);
        network.eval();
        var start = randn(batch, config.InputChannels, config.Size, config.Size);
        var labels = arange(batch).remainder(config.Classes);
        return () =>
        {
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            var predictor = new GuidedPredictor(
                network, NoiseSchedule.Cosine, Prediction.V, labels, new GuidanceSettings(2, 0, 1));
            new DpmSolverPlusPlus2M().Sample(NoiseSchedule.Cosine, predictor.Clean, start, 10, _ => start);
        };
    }

    private static Action AsShipped()
    {
        var network = new UNet(Pixels);
        network.eval();
        long[] indices = [.. Enumerable.Range(0, 18)];
        return () =>
            TileSampler.Sample(
                new DiffusionModel(network, NoiseSchedule.Cosine, Prediction.V),
                new TileDraws([.. indices.Select(i => i % 9)], indices, 1),
                new SamplerSettings(new DpmSolverPlusPlus2M(), 10, GuidanceSettings.OfClasses with { Strength = 2 }));
    }
}
