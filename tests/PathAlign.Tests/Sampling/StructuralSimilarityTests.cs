using PathAlign.Imaging;
using PathAlign.Sampling;
using Xunit;

namespace PathAlign.Tests.Sampling;

public sealed class StructuralSimilarityTests
{
    [Fact]
    public void Equal_images_have_1_and_noise_against_noise_about_0()
    {
        var (a, b) = (Noise(1), Noise(2));

        Assert.Equal(1, StructuralSimilarity.Of(a, a), 1e-12);
        Assert.InRange(StructuralSimilarity.Of(a, b), -0.1, 0.1);
    }

    [Fact]
    public void Two_flat_images_have_the_closed_form_of_their_means()
    {
        // no variance is left, so the second factor is C2/C2
        var (x, y, c1) = (100.0, 150.0, 0.01 * 255 * 0.01 * 255);

        var measured = StructuralSimilarity.Of(Flat(100), Flat(150));

        Assert.Equal(((2 * x * y) + c1) / ((x * x) + (y * y) + c1), measured, 1e-9);
    }

    [Fact]
    public void Images_of_two_sizes_are_refused() =>
        Assert.Throws<ArgumentException>(
            () => StructuralSimilarity.Of(Flat(1), new RgbImage(8, 8, new byte[8 * 8 * 3])));

    private static RgbImage Flat(byte value)
    {
        var pixels = new byte[16 * 16 * 3];
        Array.Fill(pixels, value);
        return new RgbImage(16, 16, pixels);
    }

    private static RgbImage Noise(int seed)
    {
        var pixels = new byte[32 * 32 * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(32, 32, pixels);
    }
}
