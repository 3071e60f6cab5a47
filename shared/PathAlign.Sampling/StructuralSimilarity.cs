using PathAlign.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>
/// The structural similarity of two images (Wang et al. 2004, equation 13): mean over 11×11 Gaussian windows of
/// deviation 1.5 on luma from 0 to 255, K₁ 0.01, K₂ 0.03, windows within the image only.
/// </summary>
public static class StructuralSimilarity
{
    private const double C1 = 0.01 * 255 * 0.01 * 255, C2 = 0.03 * 255 * 0.03 * 255, Deviation = 1.5;
    private const int Window = 11;

    /// <summary>The similarity, at most 1; equal images have 1.</summary>
    /// <exception cref="ArgumentException">The images differ in size, or are smaller than a window.</exception>
    public static double Of(RgbImage a, RgbImage b)
    {
        if ((a.Width, a.Height) != (b.Width, b.Height) || Math.Min(a.Width, a.Height) < Window)
            throw new ArgumentException(
                $"images: expected two of one size of at least {Window}×{Window} px, got {a.Width}×{a.Height} and " +
                    $"{b.Width}×{b.Height}");
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = (Luma(a), Luma(b));
        var (meanX, meanY) = (Blurred(x), Blurred(y));
        var varianceX = Blurred(x * x) - (meanX * meanX);
        var varianceY = Blurred(y * y) - (meanY * meanY);
        var covariance = Blurred(x * y) - (meanX * meanY);
        var similarity = ((meanX * meanY * 2) + C1) * ((covariance * 2) + C2)
            / (((meanX * meanX) + (meanY * meanY) + C1) * (varianceX + varianceY + C2));
        return similarity.mean().item<double>();
    }

    /// <summary>Rec. 601 luma, (1, 1, H, W) float64.</summary>
    private static Tensor Luma(RgbImage image)
    {
        var values = new double[image.Width * image.Height];
        var p = image.Pixels;
        for (var i = 0; i < values.Length; i++)
            values[i] = (0.299 * p[3 * i]) + (0.587 * p[(3 * i) + 1]) + (0.114 * p[(3 * i) + 2]);
        return tensor(values, [1, 1, image.Height, image.Width], device: CPU);
    }

    private static Tensor Blurred(Tensor x)
    {
        var weights = Enumerable.Range(0, Window)
            .Select(i => Math.Exp(-Math.Pow(i - (Window / 2), 2) / (2 * Deviation * Deviation)))
            .ToArray();
        var kernel = tensor([.. weights.Select(w => w / weights.Sum())], device: CPU);
        var rows = nn.functional.conv2d(x, kernel.reshape(1, 1, 1, Window));
        return nn.functional.conv2d(rows, kernel.reshape(1, 1, Window, 1));
    }
}
