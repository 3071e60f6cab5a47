using PathAlign.Models.Autoencoder;
using PathAlign.StableDiffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion;

public sealed class TiledDecoderTests
{
    [Theory]
    [InlineData(64, 64, 1)]
    [InlineData(65, 64, 2)]
    [InlineData(40, 112, 2)]
    [InlineData(113, 160, 9)]
    public void Squares_blend_to_the_image_that_one_pass_decodes(int height, int width, int squares)
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(3);
        var codec = new Doubling();
        var space = new LatentSpace(codec, [0.5f, 0, -1], [2, 1, 3]);
        var latents = randn([2, 3, height, width], generator: random);

        var image = TiledDecoder.Decode(space, latents);

        Assert.Equal([2, 3, 2 * height, 2 * width], image.shape);
        Assert.Equal(squares, codec.Decoded.Count);
        Assert.All(codec.Decoded, side => Assert.InRange(side, 1, 64));
        Assert.True(image.allclose(space.Decode(latents), 1e-4, 1e-5));
    }

    [Fact]
    public void What_differs_between_squares_fades_over_their_overlap()
    {
        using var scope = NewDisposeScope();
        var space = new LatentSpace(new Counting(), [0], [1]);

        var row = TiledDecoder.Decode(space, zeros(1, 1, 8, 112))[0, 0, 0].data<float>().ToArray();   // two squares

        Assert.Equal((1, 2), (row[0], row[^1]));
        var steps = row.Zip(row.Skip(1), (a, b) => b - a).ToList();
        Assert.All(steps, step => Assert.InRange(step, -1e-5f, 0.07f));   // 1 in 17 steps, no edge
    }

    private abstract class Codec : IImageCodec
    {
        public abstract int Factor { get; }

        public abstract int LatentChannels { get; }

        public nn.Module Network => throw new NotSupportedException();

        public string ToJson() => throw new NotSupportedException();

        public Tensor Encode(Tensor imagesSigned) => throw new NotSupportedException();

        public abstract Tensor Decode(Tensor latents);

        public void Dispose()
        {
            // nothing is held
        }
    }

    /// <summary>A decoder of single pixels, so that no square changes what another one draws.</summary>
    private sealed class Doubling : Codec
    {
        internal List<long> Decoded { get; } = [];

        public override int Factor => 2;

        public override int LatentChannels => 3;

        public override Tensor Decode(Tensor latents)
        {
            Decoded.Add(Math.Max(latents.shape[2], latents.shape[3]));
            return nn.functional.interpolate(latents, scale_factor: [2, 2], mode: InterpolationMode.Nearest).tanh();
        }
    }

    /// <summary>Draws the number of the square.</summary>
    private sealed class Counting : Codec
    {
        private int _squares;

        public override int Factor => 1;

        public override int LatentChannels => 1;

        public override Tensor Decode(Tensor latents) => full_like(latents, ++_squares).expand(-1, 3, -1, -1);
    }
}
