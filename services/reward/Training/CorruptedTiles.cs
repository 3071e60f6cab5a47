using PathAlign.Imaging;
using PathAlign.Models.Compute;
using PathAlign.Statistics;
using PathAlign.Training.Augmentation;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PathAlign.Reward.Training;

/// <summary>
/// Corrupts real tiles in ways that no pathologist would accept: too weak or too strong stain, blur, or grain. Rated
/// images say little about such images, since no generator has drawn them yet; a reward model that does not know them
/// would lead the generator to them.
/// </summary>
internal static class CorruptedTiles
{
    private const double LeastStain = 0.15, MostStain = 0.5;      // of a stain's amount, as a logarithm, either way
    private const double LeastSize = 0.4, MostSize = 0.75;        // to which a tile is shrunk and enlarged again
    private const double LeastGrain = 0.08, MostGrain = 0.25;     // standard deviation of noise, on a scale of [-1, 1]

    /// <summary>Corrupts images (B, 3, H, W) in [-1, 1], each in one way and by its own amount.</summary>
    internal static Tensor Of(Tensor imagesSigned, CounterRandom random)
    {
        using var scope = NewDisposeScope();
        using var grain = new torch.Generator(random.Next());
        var spoilt = new List<Tensor>();
        for (long i = 0; i < imagesSigned.shape[0]; i++)
        {
            var image = imagesSigned.narrow(0, i, 1);
            spoilt.Add(random.NextInt(4) switch
            {
                0 => Blurred(image, random.NextUniform(LeastSize, MostSize)),
                1 =>
                    (
                        image + (SeededNoise.Normal(image.shape, grain) * random.NextUniform(LeastGrain, MostGrain)))
                            .clamp(
                            -1,
                            1),
                _ => Restained(image, ref random),
            });
        }
        return scope.MoveToOuter(cat(spoilt));
    }

    private static Tensor Blurred(Tensor image, double scale)
    {
        var (height, width) = (image.shape[2], image.shape[3]);
        var small = F.interpolate(
            image,
            [(long)Math.Ceiling(height * scale), (long)Math.Ceiling(width * scale)],
            mode: InterpolationMode.Bilinear,
            align_corners: false);
        return F.interpolate(small, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
    }

    /// <summary>
    /// Makes stains much weaker or stronger, or adds a colour cast: changes the density of each colour separately.
    /// </summary>
    private static Tensor Restained(Tensor image, ref CounterRandom random)
    {
        var scales = new double[3];
        for (var i = 0; i < scales.Length; i++)
            scales[i] = Math.Exp(random.NextUniform(LeastStain, MostStain) * (random.NextUnit() < 0.5 ? -1 : 1));
        // one stays: an equal change of all would only be exposure
        var spared = random.NextInt(3);
        scales[spared] = 1;
        var mixing = random.NextUnit() < 0.5 ? Diagonal(scales) : OfStains(scales);
        return OpticalDensity.Mix(image, tensor(mixing, [3, 3]));
    }

    private static float[] Diagonal(double[] scales) =>
        [(float)scales[0], 0, 0, 0, (float)scales[1], 0, 0, 0, (float)scales[2]];

    private static float[] OfStains(double[] scales)
    {
        var mixing = new float[9];
        for (var to = 0; to < 3; to++)
            for (var from = 0; from < 3; from++)
                for (var stain = 0; stain < 3; stain++)
                    mixing[(to * 3) + from] += (float)(
                        StainSpace.Unmixing[from, stain] * scales[stain] * StainSpace.Directions[stain, to]);
        return mixing;
    }
}
