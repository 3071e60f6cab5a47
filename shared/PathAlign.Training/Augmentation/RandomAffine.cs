using PathAlign.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Augmentation;

/// <summary>
/// Rotates images by any angle and zooms them a little, with reflection at the border, since tissue has no upright
/// orientation. A share of the images stays unchanged and sharp.
/// </summary>
/// <param name="probability">Share of images that are rotated and zoomed.</param>
/// <param name="zoom">Largest zoom either way, relative.</param>
public sealed class RandomAffine(double probability, double zoom)
{
    /// <summary>Changes images (B, 3, H, W), each with its own numbers from <paramref name="random"/>.</summary>
    public Tensor Apply(Tensor images, CounterRandom random)
    {
        if (probability == 0) return images;
        var count = (int)images.shape[0];
        var theta = new float[count * 6];
        for (var i = 0; i < count; i++)
        {
            var moved = random.NextUnit() < probability;
            var angle = moved ? random.NextUniform(-Math.PI, Math.PI) : 0;
            var scale = moved ? Math.Exp(random.NextUniform(-zoom, zoom)) : 1;
            var (cos, sin) = ((float)(scale * Math.Cos(angle)), (float)(scale * Math.Sin(angle)));
            (theta[i * 6], theta[(i * 6) + 1], theta[(i * 6) + 3], theta[(i * 6) + 4]) = (cos, -sin, sin, cos);
        }
        var grid = nn.functional.affine_grid(tensor(theta, [count, 2, 3]), images.shape);
        return nn.functional.grid_sample(
            images, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Reflection, false);
    }
}
