using PathAlign.Models.Autoencoder;
using PathAlign.Models.Generator;
using static TorchSharp.torch;

namespace PathAlign.Bench;

/// <summary>
/// Timed cases at the shape of the shipped generator of blood cells, latents of images of 224 px, and of its decoder;
/// peer.py has the same cases for PyTorch.
/// </summary>
internal static class LatentCases
{
    private static AutoencoderConfig Codec { get; } = new(LatentChannels: 16, EncoderBlocks: 1, DecoderBlocks: 2);

    private static UNetConfig Network { get; } = new(
        Size: 28,
        Classes: 8,
        Channels: [64, 128, 256],
        BlocksPerLevel: 2,
        Dropout: 0,
        InputChannels: 16,
        CleanBound: 6);

    internal static IReadOnlyList<(string name, Func<Action> make, int repeats)> All() =>
    [
        ("latent-training-step", () => TorchCases.TrainingStep(Network), 2),
        ("latent-sampling-one", () => TorchCases.Sampling(Network, 1), 2),
        ("latent-sampling-four", () => TorchCases.Sampling(Network, 4), 1),
        ("latent-sampling-eight", () => TorchCases.Sampling(Network, 8), 1),
        ("latent-decoding-one", Decoding, 10),
    ];

    private static Action Decoding()
    {
        var network = new ConvolutionalAutoencoder(Codec);
        network.eval();
        var latents = randn(1, Codec.LatentChannels, Network.Size, Network.Size);
        return () =>
        {
            using var mode = no_grad();
            network.Decode(latents).Dispose();
        };
    }
}
