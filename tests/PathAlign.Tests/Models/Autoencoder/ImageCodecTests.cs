using PathAlign.Models;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Compute;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Autoencoder;

public sealed class ImageCodecTests
{
    private static readonly AutoencoderConfig Small = new(LatentChannels: 4, Channels: [8, 16, 16], DecoderBlocks: 1);

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(64)]
    public void A_latent_is_an_eighth_of_the_image_and_bounded(int size)
    {
        using var scope = NewDisposeScope();
        using var codec = new ConvolutionalAutoencoder(Small).Drawn(new torch.Generator(1));
        var images = randn(2, 3, size, size) * 50;

        var latents = codec.Encode(images);

        Assert.Equal([2, 4, size / 8, size / 8], latents.shape);
        Assert.True(latents.abs().max().item<float>() <= 3);
        Assert.Equal(images.shape, codec.Decode(latents).shape);
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    public void An_image_depends_on_its_own_latent_alone(string precision)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var codec = new ConvolutionalAutoencoder(Small).Drawn(new torch.Generator(1));
        using var compute = ComputePrecision.Use(precision);
        var latents = randn(4, 4, 4, 4);
        var other = latents.clone();
        other[1].add_(1);

        var (before, after) = (codec.Decode(latents), codec.Decode(other));

        Assert.Equal(0f, (before[0] - after[0]).abs().max().item<float>());
        Assert.NotEqual(0f, (before[1] - after[1]).abs().max().item<float>());
    }

    [Fact]
    public void A_header_makes_the_codec_that_wrote_it()
    {
        using var own = new ConvolutionalAutoencoder(Small);
        using var tiny = new TinyAutoencoder(4, pooled: true);

        using var ownAgain = ImageCodecs.FromJson(own.ToJson());
        using var tinyAgain = ImageCodecs.FromJson(tiny.ToJson());

        Assert.Equal(Shapes(own.Network), Shapes(ownAgain.Network));
        Assert.Equal(Shapes(tiny.Network), Shapes(tinyAgain.Network));
    }

    [Theory]
    [InlineData("null", "object with Channels")]
    [InlineData("[]", "JSON")]
    [InlineData("""{"LatentChannels":0,"Channels":[8]}""", "LatentChannels")]
    [InlineData("""{"LatentChannels":4,"Channels":[8,9]}""", "multiples of 8")]
    [InlineData("""{"LatentChannels":4,"Channels":[1000000000]}""", "up to 1024")]
    [InlineData("""{"LatentChannels":4,"Channels":[8],"DecoderBlocks":1000}""", "DecoderBlocks")]
    [InlineData("""{"Family":"taesd","LatentChannels":100000}""", "LatentChannels")]
    public void A_shape_that_cannot_be_built_is_refused_by_name(string json, string named)
    {
        var error = Assert.Throws<ArgumentException>(() => ImageCodecs.FromJson(json));

        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void Layers_of_the_TAESD_family_have_the_names_of_its_files()
    {
        using var codec = new TinyAutoencoder(32, pooled: true);

        var names = codec.state_dict().Keys.ToHashSet();

        Assert.Equal(158, names.Count);
        Assert.Superset(
            new HashSet<string>
            {
                "encoder.0.weight", "encoder.1.conv.4.bias", "encoder.2.weight", "encoder.11.pool.1.weight",
                "encoder.14.bias", "decoder.1.weight", "decoder.3.pool.3.weight", "decoder.18.conv.0.weight",
                "decoder.19.bias",
            },
            names);
        Assert.DoesNotContain("decoder.7.bias", names);
    }

    private static List<string> Shapes(nn.Module network) =>
        [.. network.state_dict().Select(e => $"{e.Key} {string.Join(',', e.Value.shape)}").Order()];
}
