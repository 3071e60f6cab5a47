using PathAlign.Models.StableDiffusion;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.StableDiffusion;

/// <summary>
/// Timed steps of Stable Diffusion's blocks on latents of images of 224 px; peer_sd.py has the same cases for PyTorch.
/// </summary>
internal static class SpeedCases
{
    private const string Attends = "CrossAttnDownBlock2D", AttendsUp = "CrossAttnUpBlock2D";

    /// <summary>The finest level of 1.x, with the blocks in the middle at the same width.</summary>
    private static ConditionalUNetConfig Level { get; } = new()
    {
        BlockOutChannels = [320],
        DownBlockTypes = [Attends],
        UpBlockTypes = [AttendsUp],
        LayersPerBlock = 1,
    };

    /// <summary>A network of three levels.</summary>
    private static ConditionalUNetConfig Network { get; } = new()
    {
        BlockOutChannels = [64, 128, 192],
        DownBlockTypes = [Attends, Attends, Attends],
        UpBlockTypes = [AttendsUp, AttendsUp, AttendsUp],
    };

    internal static IReadOnlyList<(string name, Func<Action> make, int repeats)> All() =>
    [
        ("sd-level-denoising", () => Denoising(Level), 2),
        ("sd-level-training", () => Training(Level), 1),
        ("sd-network-denoising", () => Denoising(Network), 2),
        ("sd-network-training", () => Training(Network), 1),
    ];

    private static Action Denoising(ConditionalUNetConfig config)
    {
        var network = new ConditionalUNet(config);
        network.eval();
        var (x, t, text) = Inputs(config, 2);
        return () =>
        {
            using var mode = no_grad();
            network.call(x, t, text).Dispose();
        };
    }

    private static Action Training(ConditionalUNetConfig config)
    {
        var network = new ConditionalUNet(config);
        var optimizer = new AdamW(network.parameters(), weightDecay: 0.01);
        var (x, t, text) = Inputs(config, 1);
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGrad();
            nn.functional.mse_loss(network.call(x, t, text), x).backward();
            optimizer.Step(1e-5);
        };
    }

    private static (Tensor x, Tensor t, Tensor text) Inputs(ConditionalUNetConfig config, int batch) =>
        (randn(batch, 4, 28, 28), rand(batch) * 1000, randn(batch, 77, config.CrossAttentionDim));
}
