using PathAlign.Files;
using PathAlign.Models;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using TorchSharp;

namespace PathAlign.Tests.Sampling;

/// <summary>A small untrained autoencoder in a weight file: enough to encode and to decode.</summary>
internal static class TinyAutoencoders
{
    internal static AutoencoderModel Write(TemporaryFolder folder, ulong seed = 1, int latentChannels = 4)
    {
        using var random = new torch.Generator(seed);
        using var codec = new ConvolutionalAutoencoder(
            new AutoencoderConfig(latentChannels, Channels: [8, 8, 8], DecoderBlocks: 1)).Drawn(random);
        var path = folder.At(latentChannels == 4 ? $"autoencoder-{seed}.safetensors" : "autoencoder-wider.safetensors");
        ModelWeights.Save(
            path,
            codec,
            new Dictionary<string, string> { ["kind"] = AutoencoderFile.Kind, ["network"] = codec.ToJson() });
        return AutoencoderFile.Read(path);
    }
}
