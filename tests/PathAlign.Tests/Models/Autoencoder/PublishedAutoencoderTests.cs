using PathAlign.Files;
using PathAlign.Sampling;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Autoencoder;

/// <summary>
/// Compares a published autoencoder with what its authors' code made of two images. Runs where asked for, since neither
/// file is part of the product: PATHALIGN_AUTOENCODER names a folder with taef2.safetensors and cases.safetensors.
/// </summary>
public sealed class PublishedAutoencoderTests
{
    [Theory(Explicit = true)]
    [InlineData("cell_224", 224)]
    [InlineData("tissue_64", 64)]
    public void A_published_file_gives_the_published_latents_and_images(string name, int size)
    {
        var folder = Environment.GetEnvironmentVariable("PATHALIGN_AUTOENCODER")!;
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var model = AutoencoderFile.Read(Path.Combine(folder, "taef2.safetensors"));
        using var cases = SafetensorsFile.Open(Path.Combine(folder, "cases.safetensors"));
        var image = tensor(cases.Bytes($"{name}.image").ToArray(), [size, size, 3], ScalarType.Byte)
            .permute(2, 0, 1).unsqueeze(0).to(ScalarType.Float32);

        var latents = model.Codec.Encode((image / 127.5) - 1);
        var decoded = (model.Codec.Decode(latents) + 1) / 2;

        Assert.InRange(Farthest(latents, cases, $"{name}.latent"), 0, 1e-4);
        Assert.InRange(Farthest(decoded, cases, $"{name}.decoded"), 0, 1e-4);
    }

    private static float Farthest(Tensor values, SafetensorsFile cases, string name)
    {
        var expected = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(cases.Bytes(name)).ToArray();
        return (values - tensor(expected, values.shape)).abs().max().item<float>();
    }
}
