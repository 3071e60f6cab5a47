using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PathAlign.Finetuner.Lora;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Generator;
using PathAlign.Models.StableDiffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.StableDiffusion;

/// <summary>
/// The full networks have the published tensors. Counts and hashes are of the state dicts of diffusers 0.21.4 and
/// transformers 4.27.1, computed once from a list that those libraries wrote: SHA-256 of the sorted lines
/// "name shape\n", without the text model's position_ids, which are no weights. The networks are built without memory
/// for their weights.
/// </summary>
[Collection(nameof(Alone))]
public sealed class PublishedNamesTests
{
    [Theory]
    [InlineData("1.5", 859_520_964, 686, "7e48e8cbd57b98798f745c292446698b36eead1575a903655db73aed50064c7f")]
    [InlineData("2.1", 865_910_724, 686, "6b30a4d34416ab58adc7dcb698004528c597ce2a8b5087ed47dad5d81073bb8e")]
    public void The_denoising_networks(string version, long parameters, int tensors, string hash)
    {
        var config = version == "1.5" ? new ConditionalUNetConfig() : ConditionalUNetConfig.Version21;
        Agrees(() => new ConditionalUNet(config), parameters, tensors, hash);
    }

    [Fact]
    public void The_autoencoder() => Agrees(
        () => new KlAutoencoder(new KlAutoencoderConfig()),
        83_653_863,
        248,
        "a3750584b623416871c0bf1adb0e67eb2ae5db49b3fe04453382b64fa88e3a6a");

    [Theory]
    [InlineData("1.5", 123_060_480, 196, "624cece52d6cd81f8a6e119643928b6f60a814ea8342f3cbd6bb5d53021e8cab")]
    [InlineData("2.1", 340_387_840, 372, "0e6fa40937d0465bd8f80f80fd0ab2b801c5b9e9ee5431a11bf6e319fafda524")]
    public void The_text_models(string version, long parameters, int tensors, string hash)
    {
        var config = version == "1.5" ? new ClipTextConfig() : ClipTextConfig.Version21;
        Agrees(() => new ClipTextModel(config), parameters, tensors, hash);
    }

    [Fact]
    public void An_adapter_of_1_5_changes_all_projections_of_attentions_and_has_797184_parameters_by_default()
    {
        using var network = OnMeta(
            () => new PromptedUNet(new ConditionalUNet(new ConditionalUNetConfig()), zeros(2, 77, 768), 28, 10));

        var adapted = network.named_parameters().Where(e => network.IsAdapted(e.name)).ToList();

        Assert.Equal(128, adapted.Count);
        Assert.Equal(
            ["to_k.weight", "to_out.0.weight", "to_q.weight", "to_v.weight"],
            adapted.Select(e => Regex.Match(e.name, @"\.attn[12]\.(.+)$").Groups[1].Value).Distinct().Order());
        var rank = new LoraOptions().Rank;
        Assert.Equal(797_184, adapted.Sum(e => rank * (e.parameter.shape[0] + e.parameter.shape[1])));
    }

    private static void Agrees(Func<nn.Module> make, long parameters, int tensors, string hash)
    {
        using var network = OnMeta(make);
        var lines = network.state_dict()
            .Select(e => $"{e.Key} {string.Join(',', e.Value.shape)}\n")
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(tensors, lines.Count);
        Assert.Equal(parameters, network.parameters().Sum(p => p.numel()));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)))));
    }

    /// <summary>Tensors of the meta device have a shape and no memory.</summary>
    private static T OnMeta<T>(Func<T> make)
    {
        var before = get_default_device();
        set_default_device(new torch.Device(DeviceType.META));
        try
        {
            return make();
        }
        finally
        {
            set_default_device(before);
        }
    }
}
